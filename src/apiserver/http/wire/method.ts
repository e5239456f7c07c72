/** Methods that Fastify has no route for: HTTP/2 brings any, HTTP/1.1 only those that Node's parser knows. */
import { METHODS } from 'node:http'
import type { AnyRequest } from './front.ts'

const ROUTED: ReadonlySet<string> = new Set(METHODS)

/** Takes its place: a method without a body that no handler serves. */
const STAND_IN = 'TRACE'

const replaced = new WeakMap<AnyRequest, string>()

/** Makes sure that Fastify brings the request to its stages, which read the method with {@link methodOf}. */
export const routeAnyMethod = (request: AnyRequest): void => {
  const { method = '' } = request
  if (ROUTED.has(method)) return
  replaced.set(request, method)
  // Node's HTTP/2 requests have a setter, which its types do not say
  Object.assign(request, { method: STAND_IN })
}

/** The method as the client sent it. */
export const methodOf = (request: AnyRequest): string =>
  replaced.get(request) ?? request.method ?? ''
