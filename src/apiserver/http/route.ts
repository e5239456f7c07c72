/** Finds the handler of an authorized request (`k8s.io/apiserver/pkg/endpoints/installer.go`). */
import { methodNotAllowed, noSuchResource } from '../../apimachinery/status.ts'
import { ALL_VERBS, type Resource, SUBRESOURCE_VERBS } from '../registry/resource.ts'
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

const handleCollection: Handler = (target) =>
  target.call.info.verb === 'watch' ? handleWatch(target) : handleList(target)

/** by method; the resource must support the verb */
type Methods = Readonly<Record<string, readonly [verb: string, handler: Handler]>>

const LEGACY_WATCH: Methods = { GET: ['watch', handleWatch] }
const ALL_NAMESPACES: Methods = { GET: ['list', handleCollection] }
const COLLECTION: Methods = {
  ...ALL_NAMESPACES,
  POST: ['create', handleCreate],
  DELETE: ['deletecollection', handleDeleteCollection],
}
const ITEM: Methods = {
  GET: ['get', handleGet],
  PUT: ['update', handleUpdate],
  PATCH: ['patch', handlePatch],
  DELETE: ['delete', handleDelete],
}
const WRITES: ReadonlySet<string> = new Set(['update', 'patch', 'delete'])

/** Throws the 404 of a path that does not exist. */
const methodsFor = (info: RequestInfo, namespaced: boolean): Methods => {
  const { inNamespace, legacyWatch, parts } = info
  if (parts.length > (legacyWatch ? 2 : 3) || (inNamespace && !namespaced)) throw noSuchResource()
  if (legacyWatch) return LEGACY_WATCH
  if (inNamespace === namespaced) return parts.length === 1 ? COLLECTION : ITEM
  if (parts.length > 1) throw noSuchResource()
  return ALL_NAMESPACES
}

/** Throws the 404 of an unknown subresource. */
const verbsOf = (resource: Resource, subresource: string): readonly string[] => {
  if (subresource === '') return resource.verbs ?? ALL_VERBS
  const { subresources = {} } = resource
  if (!Object.hasOwn(subresources, subresource)) throw noSuchResource()
  return subresources[subresource]!.verbs ?? SUBRESOURCE_VERBS
}

const handleStored = (call: Call, served: ServedResource): AnyAnswer | Promise<AnyAnswer> => {
  const { info } = call
  const { deprecation, apiVersion, kind, registry } = served
  const { namespaced } = registry.resource
  const methods = methodsFor(info, namespaced)
  const [, name = '', subresource = ''] = info.parts
  const verbs = verbsOf(registry.resource, subresource)
  if (!Object.hasOwn(methods, info.method)) throw methodNotAllowed()
  const [verb, handler] = methods[info.method]!
  if (!verbs.includes(verb)) throw methodNotAllowed()
  if (deprecation !== undefined) {
    call.warnings.add(`${apiVersion} ${kind} ${deprecation}`)
    call.audit?.annotate('k8s.io/deprecated', 'true')
  }
  return handler({ call, served, namespace: namespaced ? info.namespace : '', name, subresource })
}

/**
 * Whether a call writes one stored object. For such a call, the registry detects writes of other
 * replicas. A create in a namespace does not count: its transaction cannot detect that another
 * replica has deleted the namespace.
 */
export const writesOneObject = ({ info, services: { catalogue } }: Call): boolean => {
  const { verb, apiGroup, apiVersion, resource, subresource } = info
  if (verb === 'create' ? info.inNamespace || subresource !== '' : !WRITES.has(verb)) return false
  return catalogue.resource(apiGroup, apiVersion, resource) !== undefined
}

/** Whether the path starts with group and version, without extra slashes. */
const isInVersion = ({ path, apiPrefix, apiGroup, apiVersion }: RequestInfo): boolean =>
  apiVersion !== '' &&
  path.startsWith(apiPrefix === 'api' ? `/api/${apiVersion}/` : `/apis/${apiGroup}/${apiVersion}/`)

/** An unknown group gets the mux's 404. Throws StatusErrors. */
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
    if (post.post.namespaced !== info.inNamespace) throw noSuchResource()
    if (info.method !== 'POST') throw methodNotAllowed()
    return handlePost(call, post)
  }
  if (served === undefined) throw noSuchResource()
  return handleStored(call, served)
}
