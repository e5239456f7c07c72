/** The routes of all resources (`k8s.io/apiserver/pkg/endpoints/installer.go`), from what is served. */
import { methodNotAllowed, noSuchResource } from '../../apimachinery/status.ts'
import { ALL_VERBS, SUBRESOURCE_VERBS } from '../registry/resource.ts'
import type { AnyAnswer } from './answer/answer.ts'
import { pageNotFound } from './answer/text.ts'
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
import type { Catalogue, ServedPost, ServedResource } from './served.ts'

export type Handle = (call: Call) => AnyAnswer | Promise<AnyAnswer>

/** A path with the handlers of its methods; other methods get a 405. */
export interface Route {
  /** in Fastify's form: `/api/v1/namespaces/:name` */
  readonly url: string
  readonly handlers: ReadonlyMap<string, Handle>
}

type TargetHandler = (target: Target) => AnyAnswer | Promise<AnyAnswer>

/** by method; the resource must support the verb */
type Methods = Readonly<Record<string, readonly [verb: string, handler: TargetHandler]>>

const LEGACY_WATCH: Methods = { GET: ['watch', handleWatch] }
const ALL_NAMESPACES: Methods = {
  GET: ['list', (target) => (target.call.info.verb === 'watch' ? handleWatch : handleList)(target)],
}
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

/** Writes for which the registry itself detects the writes of other replicas. */
const WRITES_OF_ONE: ReadonlySet<string> = new Set(['update', 'patch', 'delete'])

/** Throws the 404 of a path that the router and {@link RequestInfo} read differently (`%2F`). */
const checkInfo = (info: RequestInfo, resource: string, subresource: string): void => {
  if (info.resource !== resource || info.subresource !== subresource) throw noSuchResource()
}

/** A read with a revision or continue token may get an older state. */
const takesAnyState = ({ info }: Call): boolean =>
  info.method === 'GET' &&
  (info.query.get('resourceVersion') || info.query.get('continue') || '') !== ''

/** On a server with replicas, waits until this one knows all acknowledged writes. */
const refreshed =
  (handle: Handle): Handle =>
  (call) => {
    const { refresh } = call.cluster
    if (refresh === undefined || takesAnyState(call)) return handle(call)
    return refresh().then(() => {
      call.signal.throwIfAborted()
      return handle(call)
    })
  }

const rootOf = (group: string, version: string): string =>
  group === '' ? `/api/${version}` : `/apis/${group}/${version}`

/** Clusters that share an app have their own registries, so the handler looks up its resource. */
const storedHandle = (
  { group, version, registry }: ServedResource,
  subresource: string,
  handler: TargetHandler,
): Handle => {
  const { namespaced, resource } = registry.resource
  return (call) => {
    const { info, cluster } = call
    checkInfo(info, resource, subresource)
    const served = cluster.catalogue.resource(group, version, resource)
    if (served === undefined) throw noSuchResource()
    const { deprecation, apiVersion, kind } = served
    if (deprecation !== undefined) {
      call.warnings.add(`${apiVersion} ${kind} ${deprecation}`)
      call.audit?.annotate('k8s.io/deprecated', 'true')
    }
    const namespace = namespaced ? info.namespace : ''
    const [, name = ''] = info.parts
    return handler({ call, served, namespace, name, subresource })
  }
}

const handlersOf = (
  served: ServedResource,
  methods: Methods,
  subresource: string,
): ReadonlyMap<string, Handle> => {
  const { verbs = ALL_VERBS, subresources = {}, namespaced } = served.registry.resource
  const allowed: readonly string[] =
    subresource === '' ? verbs : (subresources[subresource]!.verbs ?? SUBRESOURCE_VERBS)
  const handlers = new Map<string, Handle>()
  for (const [method, [verb, handler]] of Object.entries(methods)) {
    if (!allowed.includes(verb)) continue
    const handle = storedHandle(served, subresource, handler)
    // a create in a namespace cannot detect that another replica has deleted the namespace
    const detects = verb === 'create' ? !namespaced : WRITES_OF_ONE.has(verb)
    handlers.set(method, detects ? handle : refreshed(handle))
  }
  return handlers
}

const storedRoutes = (served: ServedResource): Route[] => {
  const { namespaced, resource, subresources = {} } = served.registry.resource
  const root = rootOf(served.group, served.version)
  const inNamespace = namespaced ? '/namespaces/:namespace' : ''
  const routes: Route[] = []
  // go-restful allows a slash at the end
  const add = (url: string, methods: Methods, subresource = ''): void => {
    const handlers = handlersOf(served, methods, subresource)
    routes.push({ url, handlers }, { url: `${url}/`, handlers })
  }
  const collection = `${root}${inNamespace}/${resource}`
  add(collection, COLLECTION)
  add(`${collection}/:name`, ITEM)
  for (const name of Object.keys(subresources)) add(`${collection}/:name/${name}`, ITEM, name)
  if (namespaced) add(`${root}/${resource}`, ALL_NAMESPACES)
  add(`${root}/watch${inNamespace}/${resource}`, LEGACY_WATCH)
  add(`${root}/watch${inNamespace}/${resource}/:name`, LEGACY_WATCH)
  if (namespaced) add(`${root}/watch/${resource}`, LEGACY_WATCH)
  return routes
}

const postRoutes = ({ post }: ServedPost): Route[] => {
  const { group, version, resource, subresource = '', namespaced } = post
  const inNamespace = namespaced ? '/namespaces/:namespace' : ''
  const below = subresource === '' ? '' : `/:name/${subresource}`
  const url = `${rootOf(group, version)}${inNamespace}/${resource}${below}`
  const handle: Handle = (call) => {
    checkInfo(call.info, resource, subresource)
    const served = call.cluster.catalogue.post(group, version, resource, subresource)
    if (served === undefined) throw noSuchResource()
    return handlePost(call, served)
  }
  const handlers = new Map([['POST', refreshed(handle)]])
  return [
    { url, handlers },
    { url: `${url}/`, handlers },
  ]
}

/** Two declarations may have one path: `serviceaccounts/NAME/token` is a POST beside others. */
export const resourceRoutes = ({ resources, posts }: Catalogue): Route[] => {
  const byUrl = new Map<string, Route>()
  for (const route of [...resources.flatMap(storedRoutes), ...posts.flatMap(postRoutes)]) {
    const { handlers = new Map<string, Handle>() } = byUrl.get(route.url) ?? {}
    const both = new Map([...handlers, ...route.handlers])
    byUrl.set(route.url, { url: route.url, handlers: both })
  }
  return [...byUrl.values()]
}

export const notAllowed: Handle = () => {
  throw methodNotAllowed()
}

/** Whether the path starts with group and version, without extra slashes. */
const isInVersion = ({ path, apiPrefix, apiGroup, apiVersion }: RequestInfo): boolean =>
  apiVersion !== '' &&
  path.startsWith(apiPrefix === 'api' ? `/api/${apiVersion}/` : `/apis/${apiGroup}/${apiVersion}/`)

/**
 * Answers a path below `/api` or `/apis` that no route has: an unknown group gets the mux's 404,
 * others a Status. Methods that Fastify does not route get a 405 for known resources.
 */
export const resourceNotFound = ({ info, cluster: { catalogue } }: Call): AnyAnswer => {
  const { apiGroup, apiVersion, resource, subresource } = info
  const coreByWrongPrefix = (info.apiPrefix === 'api') !== (apiGroup === '')
  if (!isInVersion(info) || coreByWrongPrefix || !catalogue.hasGroup(apiGroup))
    return pageNotFound()
  if (info.verb === '' && catalogue.has(apiGroup, apiVersion, resource, subresource))
    throw methodNotAllowed()
  throw noSuchResource()
}
