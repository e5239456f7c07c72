/** Routes of go-restful (web services of k8s.io/apiserver and kube-apiserver). */
import { methodNotAllowed } from '../../../apimachinery/status.ts'
import { routeAccepts } from '../answer/negotiate.ts'
import type { Call } from '../call.ts'

/** Throws 405 for other methods than GET, and the route's 406. */
export const checkRoute = ({ info, headers }: Call, produces: readonly string[]): void => {
  if (info.method !== 'GET') throw methodNotAllowed()
  routeAccepts(headers.accept, produces)
}
