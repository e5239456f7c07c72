/**
 * Finds the handler of an authorized request: paths, methods and three kinds of 404
 * (docs/reference/paths.md).
 */
import { methodNotAllowed, noSuchResource } from '../../apimachinery/status.ts'
import { ALL_VERBS, SUBRESOURCE_VERBS } from '../registry/resource.ts'
import { pageNotFound } from './answer/text.ts'
import type { AnyAnswer } from './answer/answer.ts'
import type { Call } from './call.ts'
import { handleCreate } from './handlers/create.ts'
import { handleDeleteCollection, handleDelete } from './handlers/delete.ts'
import { handlePatch } from './handlers/patch.ts'
import { handleGet, handleList } from './handlers/read.ts'
import { handlePost } from './handlers/review.ts'
import type { Target } from './handlers/target.ts'
import { handleUpdate } from './handlers/update.ts'
import { handleWatch } from './handlers/watch.ts'
import type { RequestInfo } from './request-info.ts'
import type { ServedResource } from './served.ts'

type Handler = (target: Target) => AnyAnswer | Promise<AnyAnswer>

type Methods = (method: string) => Handler | undefined

const list: Handler = (target) =>
  target.call.info.verb === 'watch' ? handleWatch(target) : handleList(target)

/** Handlers by method, with the verb that the resource must support. */
type Verbs = Readonly<Record<string, readonly [verb: string, handler: Handler]>>

const COLLECTION: Verbs = {
  GET: ['list', list],
  POST: ['create', handleCreate],
  DELETE: ['deletecollection', handleDeleteCollection],
}
const ITEM: Verbs = {
  GET: ['get', handleGet],
  PUT: ['update', handleUpdate],
  PATCH: ['patch', handlePatch],
  DELETE: ['delete', handleDelete],
}
const ALL_NAMESPACES: Methods = (method) => (method === 'GET' ? list : undefined)
/** Verbs that write one existing object. */
const WRITES: ReadonlySet<string> = new Set(['update', 'patch', 'delete'])

const LEGACY_WATCH: Methods = (method) => (method === 'GET' ? handleWatch : undefined)

const allowed =
  (methods: Verbs, verbs: readonly string[]): Methods =>
  (method) => {
    if (!Object.hasOwn(methods, method)) return undefined
    const [verb, handler] = methods[method]!
    return verbs.includes(verb) ? handler : undefined
  }

/** Returns the methods of a path; undefined: no such path. */
const methodsFor = (
  { registry: { resource } }: ServedResource,
  { info }: Call,
): Methods | undefined => {
  const { inNamespace } = info
  const { verbs = ALL_VERBS } = resource
  const [, , subresource = ''] = info.parts
  if (info.parts.length > 3 || (!resource.namespaced && inNamespace)) return undefined
  if (info.legacyWatch) return info.parts.length > 2 ? undefined : LEGACY_WATCH
  if (info.parts.length === 1) {
    const scoped = !resource.namespaced || inNamespace
    if (!scoped) return ALL_NAMESPACES
    return allowed(COLLECTION, verbs)
  }
  if (resource.namespaced && !inNamespace) return undefined
  if (subresource === '') return allowed(ITEM, verbs)
  const declared = Object.hasOwn(resource.subresources ?? {}, subresource)
    ? resource.subresources?.[subresource]
    : undefined
  return declared && allowed(ITEM, declared.verbs ?? SUBRESOURCE_VERBS)
}

const handleStored = (call: Call, served: ServedResource): AnyAnswer | Promise<AnyAnswer> => {
  const { info } = call
  const methods = methodsFor(served, call)
  if (methods === undefined) throw noSuchResource()
  const handler = methods(info.method)
  if (handler === undefined) throw methodNotAllowed()
  const { deprecation, apiVersion, kind, registry } = served
  if (deprecation !== undefined) {
    call.warnings.add(`${apiVersion} ${kind} ${deprecation}`)
    call.audit?.annotate('k8s.io/deprecated', 'true')
  }
  const [, name = '', subresource = ''] = info.parts
  return handler({
    call,
    served,
    namespace: registry.resource.namespaced ? info.namespace : '',
    name,
    subresource,
  })
}

/**
 * Whether a call writes one stored object. The registry itself then notices writes of other
 * replicas. Creates in a namespace do not count: their transaction does not check the namespace.
 */
export const writesOneObject = ({ info, services: { catalogue } }: Call): boolean => {
  const { verb, apiGroup, apiVersion, resource, subresource } = info
  if (verb === 'create' ? info.inNamespace || subresource !== '' : !WRITES.has(verb)) return false
  return catalogue.resource(apiGroup, apiVersion, resource) !== undefined
}

/** Whether the path starts with group and version, without empty segments. */
const isInVersion = ({ path, apiPrefix, apiGroup, apiVersion }: RequestInfo): boolean =>
  apiVersion !== '' &&
  path.startsWith(apiPrefix === 'api' ? `/api/${apiVersion}/` : `/apis/${apiGroup}/${apiVersion}/`)

/** Throws the 404 or 405 of a path that allows only POST. */
const checkPost = ({ inNamespace, method }: RequestInfo, namespaced: boolean): void => {
  if (namespaced !== inNamespace) throw noSuchResource()
  if (method !== 'POST') throw methodNotAllowed()
}

/** Answers a request for a resource; unknown groups get the mux's 404. Throws StatusErrors. */
export const handleResource = (call: Call): AnyAnswer | Promise<AnyAnswer> => {
  const { info, services } = call
  const { catalogue } = services
  const { apiGroup, apiVersion, resource } = info
  const coreByWrongPrefix = (info.apiPrefix === 'api') !== (apiGroup === '')
  if (!isInVersion(info) || coreByWrongPrefix || !catalogue.hasGroup(apiGroup)) {
    return pageNotFound()
  }
  const post = catalogue.post(apiGroup, apiVersion, resource, info.subresource)
  const served = catalogue.resource(apiGroup, apiVersion, resource)
  const isWhole = info.parts.length === (info.subresource === '' ? 1 : 3)
  if (post !== undefined && isWhole && !(served && info.legacyWatch)) {
    checkPost(info, post.post.namespaced)
    return handlePost(call, post)
  }
  if (served === undefined) throw noSuchResource()
  return handleStored(call, served)
}
