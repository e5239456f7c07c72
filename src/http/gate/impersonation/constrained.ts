/** Constrained impersonation (KEP-5284): `constrained_impersonation.go` of `k8s.io/apiserver/pkg/endpoints/filters/impersonation`, 1.36. */
import type { Clock } from '../../../api/clock.ts'
import { badRequest, StatusError } from '../../../api/status.ts'
import { goQuote } from '../../../api/text/quote.ts'
import type { UserInfo } from '../../../api/user.ts'
import type { WantedUser } from '../../../authn/impersonation-headers.ts'
import type { Attributes, Authorizer } from '../../../authz/authorizer.ts'
import type { ImpersonationTally } from '../../metrics/impersonation-counts.ts'
import type { Impersonated, Impersonation } from './impersonation.ts'
import { Briefly, keyOf, Recent } from './memory.ts'
import { EVERY_NODE, type Mode, MODES, withoutNode } from './modes.ts'
import { demand, Questions } from './questions.ts'

/** A way of impersonating, which says undefined where it is not for those who ask, and throws the 403 where it is and they may not. */
interface Way {
  readonly name: string
  try(wanted: WantedUser, request: Attributes): Impersonated | undefined
}

const goStrings = (values: readonly string[]): string => `{${values.map(goQuote).join(', ')}}`

/** `%#v` of Go's `user.DefaultInfo`. */
const goUser = ({ groups, extra }: WantedUser, uid: string): string => {
  const keys = Object.keys(extra).sort()
  const entries = keys.map((key) => `${goQuote(key)}:[]string${goStrings(extra[key]!)}`)
  const groupsText = groups.length === 0 ? '(nil)' : goStrings(groups)
  const extraText = keys.length === 0 ? '(nil)' : `{${entries.join(', ')}}`
  return `&user.DefaultInfo{Name:"", UID:${goQuote(uid)}, Groups:[]string${groupsText}, Extra:map[string][]string${extraText}}`
}

/** Asks for the verb on what is requested, then for whoever is impersonated. */
class ConstrainedWay implements Way {
  readonly name: string
  readonly #mode: Mode
  readonly #authorizer: Authorizer
  readonly #constraint: string
  readonly #questions: Questions
  /** by wanted user and request */
  readonly #requests: Briefly<UserInfo>
  /** by wanted user and who asks */
  readonly #users: Briefly<UserInfo>

  constructor(mode: Mode, authorizer: Authorizer, clock: Clock) {
    this.name = mode.name
    this.#mode = mode
    this.#authorizer = authorizer
    this.#constraint = `impersonate:${mode.name}`
    this.#questions = new Questions({
      authorizer,
      verb: this.#constraint,
      constrained: true,
      ...(mode.everyNode === true ? { nodeName: '*' } : {}),
    })
    this.#requests = new Briefly(clock)
    this.#users = new Briefly(clock)
  }

  try(wanted: WantedUser, request: Attributes): Impersonated | undefined {
    if (!this.#mode.applies(wanted, request.user)) return undefined
    const everyNode = this.#mode.everyNode === true
    const asked = everyNode ? withoutNode(request) : request
    const user = this.#remembered(wanted, everyNode ? EVERY_NODE : wanted, asked)
    // what is remembered for every node has the name of the first
    return { user: { ...user, name: wanted.name }, constraint: this.#constraint }
  }

  #remembered(wanted: WantedUser, named: WantedUser, asked: Attributes): UserInfo {
    const requestKey = keyOf(named, asked)
    const known = this.#requests.get(requestKey)
    if (known !== undefined) return known
    demand(this.#authorizer, { ...asked, verb: `impersonate-on:${this.name}:${asked.verb}` })
    const userKey = keyOf(named, asked.user)
    const user = this.#users.get(userKey) ?? this.#questions.answer(wanted, asked.user)
    this.#users.set(userKey, user)
    this.#requests.set(requestKey, user)
    return user
  }
}

const legacyWay = (authorizer: Authorizer): Way => {
  const questions = new Questions({ authorizer, verb: 'impersonate', constrained: false })
  return {
    name: 'legacy',
    try: (wanted, { user }) => ({ user: questions.answer(wanted, user) }),
  }
}

/** Counts what impersonation asks. */
const counted = (authorizer: Authorizer, mode: string, counts: ImpersonationTally): Authorizer => ({
  authorize: (attributes) => {
    const began = counts.begin()
    const decision = authorizer.authorize(attributes)
    counts.asked(mode, decision.decision === 'allow', began)
    return decision
  },
})

export interface ConstrainedParts {
  readonly authorizer: Authorizer
  readonly clock: Clock
  readonly counts: ImpersonationTally
}

export class ConstrainedImpersonation implements Impersonation {
  readonly #counts: ImpersonationTally
  readonly #ways: readonly Way[]
  /** by requestor: the way that was open to them last is tried first, and its refusal is the one that they see */
  readonly #lastWays = new Recent<Way>()

  constructor({ authorizer, clock, counts }: ConstrainedParts) {
    this.#counts = counts
    this.#ways = [
      ...MODES.map(
        (mode) => new ConstrainedWay(mode, counted(authorizer, mode.name, counts), clock),
      ),
      legacyWay(counted(authorizer, 'legacy', counts)),
    ]
  }

  /** Throws the first 403 of all ways when none is open, and the 400 for headers that name no user. */
  of(wanted: WantedUser, request: Attributes): Impersonated {
    if (wanted.name === '') {
      const text = goUser(wanted, wanted.uid)
      throw badRequest(`requested ${text} without impersonating a user name`)
    }
    const began = this.#counts.begin()
    try {
      const { way, impersonated } = this.#firstOpen(wanted, request)
      this.#counts.attempted(way.name, true, began)
      return impersonated
    } catch (error) {
      this.#counts.attempted('', false, began)
      throw error
    }
  }

  #firstOpen(wanted: WantedUser, request: Attributes): { way: Way; impersonated: Impersonated } {
    const requestor = keyOf([request.user.name])
    const last = this.#lastWays.get(requestor)
    const ways = last === undefined ? this.#ways : [last, ...this.#ways.filter((w) => w !== last)]
    let refusal: StatusError | undefined
    for (const way of ways) {
      try {
        const impersonated = way.try(wanted, request)
        if (impersonated === undefined) continue
        this.#lastWays.set(requestor, way)
        return { way, impersonated }
      } catch (error) {
        if (!(error instanceof StatusError)) throw error
        refusal ??= error
      }
    }
    // the old way is for everybody, so that there is one
    throw refusal!
  }
}
