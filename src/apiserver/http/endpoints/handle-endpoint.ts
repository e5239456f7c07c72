import { noSuchResource } from '../../../apimachinery/status.ts'
import { pageNotFound } from '../answer/text.ts'
import type { Release } from '../../../apimachinery/release/release.ts'
import type { Call } from '../call.ts'
import { type Handle, resourceNotFound } from '../routes.ts'
import { type Endpoint, isThere } from './endpoint.ts'
import { checkRoute } from './route.ts'
import { ENDPOINTS } from './table.ts'

/** Every method reaches an endpoint, as on Go's mux. */
const handleOf =
  (endpoint: Endpoint): Handle =>
  async (call) => {
    const { produces } = endpoint
    const { info, cluster } = call
    // the tree below `/apis/` has the paths that no resource has
    if (info.resourceRequest) return resourceNotFound(call)
    if (info.path.includes('//')) return pageNotFound()
    if (produces !== undefined) checkRoute(call, produces)
    return (await endpoint.answer(call, cluster.endpoints)) ?? pageNotFound()
  }

/** A path with a trailing slash covers everything below; go-restful also allows a slash. */
const urlsOf = ({ path, produces }: Endpoint): string[] => {
  if (path !== '/' && path.endsWith('/')) return [`${path}*`]
  return produces === undefined ? [path] : [path, `${path}/`]
}

/** Returns the paths that are not resources, with their handler. */
export const endpointRoutes = (release: Release) =>
  ENDPOINTS.filter((endpoint) => isThere(endpoint, release)).flatMap((endpoint) => {
    const handle = handleOf(endpoint)
    return urlsOf(endpoint).map((url) => ({ url, handle }))
  })

const isRouteAbove = ({ path, produces }: Endpoint, asked: string): boolean =>
  produces !== undefined && asked.startsWith(`${path}/`)

const isAt = ({ path }: Endpoint, asked: string): boolean =>
  asked === path || (path !== '/' && path.endsWith('/') && asked.startsWith(path))

/** Answers a path that no route has, or a method that Fastify does not route. */
export const notFound = (call: Call): ReturnType<Handle> => {
  const { info, release } = call
  if (info.resourceRequest) return resourceNotFound(call)
  const { path } = info
  const endpoint = ENDPOINTS.find((each) => isAt(each, path) && isThere(each, release))
  if (endpoint !== undefined) return handleOf(endpoint)(call)
  // paths below a route get go-restful's 404, not the mux's
  if (!path.includes('//') && ENDPOINTS.some((each) => isRouteAbove(each, path)))
    throw noSuchResource()
  return pageNotFound()
}
