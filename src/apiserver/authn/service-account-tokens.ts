/** Tokens of service accounts (`pkg/serviceaccount`): signed by this server, and good only as long as what they are tied to is there. */
import type { Clock } from '../../apimachinery/clock.ts'
import type { ObjectMeta } from '../../apimachinery/meta.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { notFound } from '../../apimachinery/status.ts'
import type { TokenAuthenticator, TokenFinding } from './bearer.ts'
import { isSignedBy, readJwt } from './jwt.ts'
import type { ServiceAccountKey } from './service-account-key.ts'
import { type ObjectId, type ServiceAccountClaims, userOfClaims } from './service-account.ts'

export type TokenObjects = 'serviceaccounts' | 'pods' | 'secrets' | 'nodes'

/** The metadata of an object that tokens may be tied to, as it is now; nodes have the namespace ''. */
export type FindMetadata = (
  resource: TokenObjects,
  namespace: string,
  name: string,
) => ObjectMeta | undefined

interface ServiceAccountTokenParts {
  readonly issuer: string
  readonly key: ServiceAccountKey
  readonly clock: Clock
  readonly find: FindMetadata
}

/** Clocks differ, and deletions take a moment to be known: what ended up to a minute ago still counts. */
const LEEWAY_MS = 60_000
const INVALIDATED = 'service account token has been invalidated'

/** What is said of a token with an unknown key: an earlier one of this server, or somebody else's. */
export const UNKNOWN_KEY = 'invalid signature, no keys found'
export const WRONG_SIGNATURE = 'go-jose/go-jose: error in cryptographic primitive'

const quoted = (list: readonly string[]): string => `[${list.map(goQuote).join(' ')}]`

/** Why a token is not for those who ask. */
export const otherAudiences = (of: readonly string[], wanted: readonly string[]): string =>
  `token audiences ${quoted(of)} is invalid for the target audiences ${quoted(wanted)}`

const timeProblem = ({ exp, iat, nbf }: ServiceAccountClaims, now: number): string | undefined => {
  if (now + LEEWAY_MS < nbf * 1000) return 'service account token is not valid yet'
  if (now - LEEWAY_MS > exp * 1000) return 'service account token has expired'
  if (now + LEEWAY_MS < iat * 1000) return 'service account token is issued in the future'
  return undefined
}

const isGone = ({ deletionTimestamp }: ObjectMeta, now: number): boolean =>
  deletionTimestamp !== undefined && Date.parse(deletionTimestamp) < now - LEEWAY_MS

export class ServiceAccountTokens implements TokenAuthenticator {
  readonly #parts: ServiceAccountTokenParts

  constructor(parts: ServiceAccountTokenParts) {
    this.#parts = parts
  }

  /** Undefined for what is no token of this issuer. A signature is checked each time: it takes less than a lookup in a cluster. */
  authenticateToken(token: string, audiences: readonly string[]): TokenFinding | undefined {
    const jwt = readJwt(token)
    const { issuer, key, clock } = this.#parts
    if (jwt === undefined || jwt.claims['iss'] !== issuer) return undefined
    const signingKey = key.existing()
    const kid = jwt.header['kid'] ?? ''
    if (signingKey === undefined || (kid !== '' && kid !== signingKey.kid)) {
      return { error: UNKNOWN_KEY }
    }
    if (!isSignedBy(jwt, signingKey.publicKey)) {
      return { error: WRONG_SIGNATURE }
    }
    // only this server signs with the key, so that the claims are of its making
    const claims = jwt.claims as unknown as ServiceAccountClaims
    const shared = claims.aud.filter((audience) => audiences.includes(audience))
    if (shared.length === 0) {
      return { error: otherAudiences(claims.aud, audiences) }
    }
    const problem = timeProblem(claims, clock.now()) ?? this.#lifeProblem(claims)
    if (problem !== undefined) return { error: problem }
    return { user: userOfClaims(claims), audiences: shared }
  }

  /** Whether the account, and what the token is tied to besides, are still those that they were. */
  #lifeProblem({ 'kubernetes.io': of }: ServiceAccountClaims): string | undefined {
    const { namespace, serviceaccount, pod, secret, node } = of
    const account = this.#parts.find('serviceaccounts', namespace, serviceaccount.name)
    if (account === undefined) {
      return notFound({ group: '', resource: 'serviceaccounts' }, serviceaccount.name).message
    }
    if (account.uid !== serviceaccount.uid) {
      return `service account UID (${account.uid}) does not match claim (${serviceaccount.uid})`
    }
    if (isGone(account, this.#parts.clock.now())) {
      return `service account ${namespace}/${serviceaccount.name} has been deleted`
    }
    return (
      this.#boundProblem('secrets', namespace, secret) ??
      this.#boundProblem('pods', namespace, pod) ??
      // the node of a pod is only told: the pod's end is what counts
      (pod === undefined ? this.#boundProblem('nodes', '', node) : undefined)
    )
  }

  #boundProblem(
    resource: Exclude<TokenObjects, 'serviceaccounts'>,
    namespace: string,
    wanted: ObjectId | undefined,
  ): string | undefined {
    if (wanted === undefined) return undefined
    const found = this.#parts.find(resource, namespace, wanted.name)
    if (found === undefined) return INVALIDATED
    if (found.uid !== wanted.uid) {
      const kind = resource.slice(0, -1)
      return `${kind} UID (${found.uid}) does not match service account ${kind} ref claim (${wanted.uid})`
    }
    return isGone(found, this.#parts.clock.now()) ? INVALIDATED : undefined
  }
}
