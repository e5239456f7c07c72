/** How go-restful takes a call for one of its routes. Source: the web services of k8s.io/apiserver and kube-apiserver. */
import { methodNotAllowed } from '../../../apimachinery/status.ts'
import { routeAccepts } from '../answer/negotiate.ts'
import type { Call } from '../call.ts'

/** Throws 405 for anything but GET, and 406 when the client takes nothing that the route produces. */
export const checkRoute = ({ info, headers }: Call, produces: readonly string[]): void => {
  if (info.method !== 'GET') throw methodNotAllowed()
  routeAccepts(headers.accept, produces)
}
