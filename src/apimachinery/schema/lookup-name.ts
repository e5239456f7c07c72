import { pathSegmentErrors } from '../names.ts'
import { goQuote } from '../text/quote.ts'
import { badRequest } from '../status.ts'

/**
 * Throws a 400 for a name that no object can have (`NamespaceKeyFunc` of
 * `k8s.io/apiserver/pkg/registry/generic`).
 */
export const checkLookupName = (name: string): void => {
  if (name === '') throw badRequest('Name parameter required.')
  const errors = pathSegmentErrors(name)
  if (errors.length > 0) {
    throw badRequest(`Name parameter invalid: ${goQuote(name)}: ${errors.join(';')}`)
  }
}
