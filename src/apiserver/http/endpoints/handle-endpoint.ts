import { noSuchResource } from '../../../apimachinery/status.ts'
import { pageNotFound } from '../answer/text.ts'
import type { Answer } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import { type Endpoint, type EndpointParts, isThere } from './endpoint.ts'
import { checkRoute } from './route.ts'
import { ENDPOINTS } from './table.ts'

const isAt = ({ path, produces }: Endpoint, asked: string): boolean =>
  asked === path || (produces !== undefined && asked === `${path}/`)

const isTreeOf = ({ path }: Endpoint, asked: string): boolean =>
  path !== '/' && path.endsWith('/') && asked.startsWith(path)

const isRouteAbove = ({ path, produces }: Endpoint, asked: string): boolean =>
  produces !== undefined && asked.startsWith(`${path}/`)

export const handleEndpoint = async (call: Call, parts: EndpointParts): Promise<Answer> => {
  const { path } = call.info
  if (path.includes('//')) return pageNotFound()
  const endpoint =
    ENDPOINTS.find((each) => isAt(each, path)) ?? ENDPOINTS.find((each) => isTreeOf(each, path))
  // paths below a route get go-restful's 404, not the mux's
  if (endpoint === undefined && ENDPOINTS.some((each) => isRouteAbove(each, path)))
    throw noSuchResource()
  if (endpoint === undefined || !isThere(endpoint, call.release)) return pageNotFound()
  if (endpoint.produces !== undefined) checkRoute(call, endpoint.produces)
  return (await endpoint.answer(call, parts)) ?? pageNotFound()
}
