/** Routes of go-restful (web services of k8s.io/apiserver and kube-apiserver). */
import { methodNotAllowed } from '../../../apimachinery/status.ts'
import { checkTypes, parseClauses } from '../answer/negotiate.ts'
import type { Call } from '../call.ts'

/**
 * Throws 405 for methods other than GET, and 406 if the Accept header allows none of `produces`. An
 * empty header allows all.
 */
export const checkRoute = ({ info, headers }: Call, produces: readonly string[]): void => {
  if (info.method !== 'GET') throw methodNotAllowed()
  checkTypes(parseClauses(headers.accept || '*/*'), produces)
}
