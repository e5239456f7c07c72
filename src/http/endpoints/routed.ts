/**
 * The endpoints beside resources that go-restful serves: they are asked with GET, in what they produce. What stands directly on the
 * mux (`/apis`, `/healthz`, `/openapi/v2`) takes any method. Source: the web services of k8s.io/apiserver and kube-apiserver.
 */
import { methodNotAllowed, noSuchResource } from '../../api/status.ts'
import { OPENID_CONFIGURATION_PATH, OPENID_KEYS_PATH } from '../../authn/openid.ts'
import type { Call } from '../call.ts'
import { MEDIA_TYPES, routeAccepts } from '../answer/negotiate.ts'

const PRODUCES: Readonly<Record<string, readonly string[]>> = {
  '/api': MEDIA_TYPES,
  '/version': ['application/json'],
  [OPENID_CONFIGURATION_PATH]: ['application/json'],
  [OPENID_KEYS_PATH]: ['application/jwk-set+json'],
}

/** The resources of a version; the groups themselves are the aggregator's, which has no router. */
const VERSION = /^\/(api|apis\/[^/]+)\/[^/]+$/

/**
 * Checks a call for a path without trailing slash as the router does, where there is one; `served` says which versions there are.
 * Throws its 404, 405 and 406.
 */
export const checkRoute = (
  { info, headers }: Call,
  path: string,
  served: (path: string) => boolean,
): void => {
  const own = Object.hasOwn(PRODUCES, path) ? PRODUCES[path] : undefined
  const produces = own ?? (VERSION.test(path) && served(path) ? MEDIA_TYPES : undefined)
  if (produces === undefined) {
    if (Object.keys(PRODUCES).some((root) => path.startsWith(`${root}/`))) throw noSuchResource()
    return
  }
  if (info.method !== 'GET') throw methodNotAllowed()
  routeAccepts(headers.accept, produces)
}
