/** Tries actions, in the words of `kubectl auth can-i`, as requests. */
import type { Asker, Method } from '../../apiserver/client/call.ts'
import { type NamedResource, resourceNamed } from '../../apiserver/client/resource-names.ts'
import type { Place } from './place.ts'

export interface Action {
  readonly verb: string
  readonly resource: string
  readonly name: string | undefined
  readonly namespace: string | undefined
}

/** `text`: as the schema lets it through. */
export const parseAction = (text: string): Action => {
  const words = text.split(' ')
  const [verb = '', target = ''] = words
  const [resource = '', ...name] = target.split('/')
  const at = words.indexOf('-n')
  return {
    verb,
    resource,
    name: name.length === 0 ? undefined : name.join('/'),
    namespace: at < 0 ? undefined : words[at + 1],
  }
}

/** The words of an action again. */
export const actionText = ({ verb, resource, name, namespace }: Action): string =>
  [
    verb,
    name === undefined ? resource : `${resource}/${name}`,
    ...(namespace === undefined ? [] : ['-n', namespace]),
  ].join(' ')

/** A name that nothing has. */
const NOBODY = 'csrlab-try'
const DRY_RUN = 'dryRun=All'
const OF_ONE = new Set(['get', 'create', 'update', 'patch', 'delete', 'approve', 'sign'])

interface Tried {
  readonly method: Method
  readonly url: string
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** Decisions and certificates are written into the object that is there. */
const writtenRequest = async (place: Place, url: string, verb: string): Promise<Tried> => {
  const { body } = await place.asker.inject('GET', url)
  const status = (body['status'] ?? {}) as { readonly conditions?: readonly object[] }
  if (verb === 'sign') {
    const certificate = Buffer.from(place.caPem).toString('base64')
    return {
      method: 'PUT',
      url: `${url}/status?${DRY_RUN}`,
      body: { ...body, status: { ...status, certificate } },
    }
  }
  const condition = { type: 'Approved', status: 'True', reason: 'Tried' }
  const conditions = [...(status.conditions ?? []), condition]
  return {
    method: 'PUT',
    url: `${url}/approval?${DRY_RUN}`,
    body: { ...body, status: { ...status, conditions } },
  }
}

const requestOf = async (action: Action, place: Place): Promise<Tried> => {
  const resource: NamedResource = resourceNamed(await place.resources(), action.resource)
  const { verb, name } = action
  const namespace =
    action.namespace ?? (name !== undefined || OF_ONE.has(verb) ? 'default' : undefined)
  const within = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : ''
  const collection = `${resource.prefix}${within}/${resource.plural}`
  const one = `${collection}/${name ?? NOBODY}`
  const object = {
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    metadata: { name: name ?? NOBODY },
  }
  switch (verb) {
    case 'get':
      return { method: 'GET', url: one }
    case 'list':
      return { method: 'GET', url: `${collection}?limit=1` }
    case 'watch':
      return { method: 'GET', url: `${collection}?watch=true` }
    case 'create':
      return { method: 'POST', url: `${collection}?${DRY_RUN}`, body: object }
    case 'update':
      return { method: 'PUT', url: `${one}?${DRY_RUN}`, body: object }
    case 'patch':
      return {
        method: 'PATCH',
        url: `${one}?${DRY_RUN}`,
        body: {},
        headers: { 'content-type': 'application/merge-patch+json' },
      }
    case 'delete':
      return { method: 'DELETE', url: `${one}?${DRY_RUN}` }
    case 'deletecollection':
      return { method: 'DELETE', url: `${collection}?${DRY_RUN}` }
    default:
      return writtenRequest(place, one, verb)
  }
}

const FORBIDDEN = 403
const UNAUTHORIZED = 401

/** `unknown`: nobody is let in, so that there is no answer to the question. Writes are dry runs. */
export const tryAction = async (
  action: Action,
  client: Asker,
  place: Place,
): Promise<'allowed' | 'forbidden' | 'unknown'> => {
  const { method, url, body, headers } = await requestOf(action, place)
  const { code } = await client.inject(method, url, body, headers)
  if (code === UNAUTHORIZED) return 'unknown'
  return code === FORBIDDEN ? 'forbidden' : 'allowed'
}
