/** Constrained impersonation (KEP-5284): `constrained_impersonation.go` of `k8s.io/apiserver/pkg/endpoints/filters/impersonation`, 1.36. */
import { badRequest, StatusError } from '../../../../apimachinery/status.ts'
import { goQuote } from '../../../../apimachinery/text/quote.ts'
import type { WantedUser } from '../../../authn/impersonation-headers.ts'
import type { Attributes, Authorizer } from '../../../authz/authorizer.ts'
import { demand } from '../authorize.ts'
import type { Impersonated, Impersonation } from './impersonation.ts'
import { type Mode, MODES } from './modes.ts'
import { Questions } from './questions.ts'

/** A way of impersonating. */
interface Way {
  /** Undefined where the way is not for the requestor. Throws the 403 where it is, and they may not. */
  try(wanted: WantedUser, request: Attributes): Impersonated | undefined
}

/** The size of kube-apiserver's cache of impersonation modes. */
const MOST_REQUESTORS = 10_000

const goStrings = (values: readonly string[]): string => `{${values.map(goQuote).join(', ')}}`

/** `%#v` of Go's `user.DefaultInfo`. */
const goUser = ({ groups, extra }: WantedUser, uid: string): string => {
  const keys = Object.keys(extra).sort()
  const entries = keys.map((key) => `${goQuote(key)}:[]string${goStrings(extra[key]!)}`)
  const groupsText = groups.length === 0 ? '(nil)' : goStrings(groups)
  const extraText = keys.length === 0 ? '(nil)' : `{${entries.join(', ')}}`
  return `&user.DefaultInfo{Name:"", UID:${goQuote(uid)}, Groups:[]string${groupsText}, Extra:map[string][]string${extraText}}`
}

/** Asks for the verb on what is requested, then for the user who is impersonated. */
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
  /** by requestor: the way that was open last is tried first, and its refusal is the one they see */
  readonly #lastWays = new Map<string, Way>()

  constructor(authorizer: Authorizer) {
    this.#ways = [...MODES.map((mode) => constrainedWay(mode, authorizer)), legacyWay(authorizer)]
  }

  /** Throws the first 403 of all ways when none is open, and the 400 for headers that name no user. */
  of(wanted: WantedUser, request: Attributes): Impersonated {
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
    // the legacy way is for everybody, so that there is one
    throw refusal!
  }

  #remember(requestor: string, way: Way): void {
    this.#lastWays.delete(requestor)
    this.#lastWays.set(requestor, way)
    if (this.#lastWays.size > MOST_REQUESTORS)
      this.#lastWays.delete(this.#lastWays.keys().next().value!)
  }
}
