/**
 * Constrained impersonation (KEP-5284): `constrained_impersonation.go` of
 * `k8s.io/apiserver/pkg/endpoints/filters/impersonation`, 1.36.
 */
import { badRequest, StatusError } from '../../../../apimachinery/status.ts'
import { goQuote } from '../../../../apimachinery/text/quote.ts'
import type { RequestedUser } from './headers.ts'
import type { Authorizer } from '../../../authz/authorizer.ts'
import { type Mode, MODES } from './modes.ts'
import { impersonated, type Impersonation } from './checks.ts'

const MOST_REQUESTORS = 10_000

const goStrings = (values: readonly string[]): string => `{${values.map(goQuote).join(', ')}}`

/** Go's `%#v` of `user.DefaultInfo`. */
const goUser = ({ uid, groups, extra }: RequestedUser): string => {
  const keys = Object.keys(extra).sort()
  const entries = keys.map((key) => `${goQuote(key)}:[]string${goStrings(extra[key]!)}`)
  const groupsText = groups.length === 0 ? '(nil)' : goStrings(groups)
  const extraText = keys.length === 0 ? '(nil)' : `{${entries.join(', ')}}`
  return `&user.DefaultInfo{Name:"", UID:${goQuote(uid)}, Groups:[]string${groupsText}, Extra:map[string][]string${extraText}}`
}

/**
 * The returned function throws a 400 if the requested user name is empty. If every mode refuses, it
 * throws the error of the mode that it tried first.
 */
export const constrainedImpersonation = (authorizer: Authorizer): Impersonation => {
  /** the mode that last succeeded for a requestor is tried first */
  const lastModes = new Map<string, Mode>()
  return (wanted, request) => {
    if (wanted.name === '') {
      const text = goUser(wanted)
      throw badRequest(`requested ${text} without impersonating a user name`)
    }
    const requestor = request.user.name
    const last = lastModes.get(requestor)
    const modes = last === undefined ? MODES : [last, ...MODES.filter((mode) => mode !== last)]
    let refusal: StatusError | undefined
    for (const mode of modes.filter(({ applies }) => applies(wanted, request.user))) {
      try {
        const outcome = impersonated(authorizer, mode, wanted, request)
        lastModes.delete(requestor)
        lastModes.set(requestor, mode)
        if (lastModes.size > MOST_REQUESTORS) lastModes.delete(lastModes.keys().next().value!)
        return outcome
      } catch (error) {
        if (!(error instanceof StatusError)) throw error
        refusal ??= error
      }
    }
    // at least the legacy mode has refused, since it applies to all requests
    throw refusal!
  }
}
