/**
 * Constrained impersonation (KEP-5284): `constrained_impersonation.go` of
 * `k8s.io/apiserver/pkg/endpoints/filters/impersonation`, 1.36.
 */
import { badRequest, StatusError } from '../../../../apimachinery/status.ts'
import { goQuote } from '../../../../apimachinery/text/quote.ts'
import type { RequestedUser } from '../../../authn/impersonation-headers.ts'
import type { Attributes, Authorizer } from '../../../authz/authorizer.ts'
import { demand } from '../../../authz/demand.ts'
import type { Impersonated, Impersonation } from './impersonation.ts'
import { type Mode, MODES } from './modes.ts'
import { Questions } from './questions.ts'

interface Way {
  /** Undefined if the way does not apply to the requestor. Throws the 403. */
  try(wanted: RequestedUser, request: Attributes): Impersonated | undefined
}

/** the size of kube-apiserver's cache of impersonation modes */
const MOST_REQUESTORS = 10_000

const goStrings = (values: readonly string[]): string => `{${values.map(goQuote).join(', ')}}`

/** Go's `%#v` of `user.DefaultInfo`. */
const goUser = ({ groups, extra }: RequestedUser, uid: string): string => {
  const keys = Object.keys(extra).sort()
  const entries = keys.map((key) => `${goQuote(key)}:[]string${goStrings(extra[key]!)}`)
  const groupsText = groups.length === 0 ? '(nil)' : goStrings(groups)
  const extraText = keys.length === 0 ? '(nil)' : `{${entries.join(', ')}}`
  return `&user.DefaultInfo{Name:"", UID:${goQuote(uid)}, Groups:[]string${groupsText}, Extra:map[string][]string${extraText}}`
}

/** Checks the verb on the requested resource, then the impersonated user. */
const constrainedWay = (mode: Mode, authorizer: Authorizer): Way => {
  const constraint = `impersonate:${mode.name}`
  const questions = new Questions({
    authorizer,
    verb: constraint,
    constrained: true,
    ...(mode.everyNode === true ? { nodeName: '*' } : {}),
  })
  return {
    try: (wanted, request) => {
      if (!mode.applies(wanted, request.user)) return undefined
      demand(authorizer, { ...request, verb: `impersonate-on:${mode.name}:${request.verb}` })
      return { user: questions.answer(wanted, request.user), constraint }
    },
  }
}

const legacyWay = (authorizer: Authorizer): Way => {
  const questions = new Questions({ authorizer, verb: 'impersonate', constrained: false })
  return { try: (wanted, { user }) => ({ user: questions.answer(wanted, user) }) }
}

export class ConstrainedImpersonation implements Impersonation {
  readonly #ways: readonly Way[]
  /** by requestor: the way that last succeeded is tried first, and its refusal is the one shown */
  readonly #lastWays = new Map<string, Way>()

  constructor(authorizer: Authorizer) {
    this.#ways = [...MODES.map((mode) => constrainedWay(mode, authorizer)), legacyWay(authorizer)]
  }

  /** Throws the first 403 if every way refuses, and a 400 for headers without a user. */
  of(wanted: RequestedUser, request: Attributes): Impersonated {
    if (wanted.name === '') {
      const text = goUser(wanted, wanted.uid)
      throw badRequest(`requested ${text} without impersonating a user name`)
    }
    const requestor = request.user.name
    const last = this.#lastWays.get(requestor)
    const ways = last === undefined ? this.#ways : [last, ...this.#ways.filter((w) => w !== last)]
    let refusal: StatusError | undefined
    for (const way of ways) {
      try {
        const impersonated = way.try(wanted, request)
        if (impersonated === undefined) continue
        this.#remember(requestor, way)
        return impersonated
      } catch (error) {
        if (!(error instanceof StatusError)) throw error
        refusal ??= error
      }
    }
    // the legacy way applies to everybody
    throw refusal!
  }

  #remember(requestor: string, way: Way): void {
    this.#lastWays.delete(requestor)
    this.#lastWays.set(requestor, way)
    if (this.#lastWays.size > MOST_REQUESTORS)
      this.#lastWays.delete(this.#lastWays.keys().next().value!)
  }
}
