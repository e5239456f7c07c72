/**
 * Service account tokens (`pkg/serviceaccount`), valid while the objects that they are bound to
 * exist.
 */
import type { Clock } from '../../apimachinery/clock.ts'
import type { ObjectMeta } from '../../apimachinery/meta.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { notFound } from '../../apimachinery/status.ts'
import type { TokenAuthenticator, TokenFinding } from './bearer.ts'
import { isSignedBy, readJwt } from './jwt.ts'
import type { ServiceAccountKey } from './service-account-key.ts'
import { type ObjectId, type ServiceAccountClaims, userOfClaims } from './service-account.ts'

export type TokenObjects = 'serviceaccounts' | 'pods' | 'secrets' | 'nodes'

/**
 * Returns the current metadata of an object that tokens are bound to; nodes have the namespace ''.
 */
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

/** Tolerance for clock skew and late news of deletions. */
const LEEWAY_MS = 60_000
const INVALIDATED = 'service account token has been invalidated'

/** Error for a token with an unknown key, from an earlier or a foreign server. */
export const UNKNOWN_KEY = 'invalid signature, no keys found'
export const WRONG_SIGNATURE = 'go-jose/go-jose: error in cryptographic primitive'

const quoted = (list: readonly string[]): string => `[${list.map(goQuote).join(' ')}]`

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

  /**
   * Returns undefined for other issuers' tokens. Signatures are not cached: verifying one is cheap.
   */
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
    // only this server signs with the key, so it made the claims
    const claims = jwt.claims as unknown as ServiceAccountClaims
    const shared = claims.aud.filter((audience) => audiences.includes(audience))
    if (shared.length === 0) {
      return { error: otherAudiences(claims.aud, audiences) }
    }
    const problem = timeProblem(claims, clock.now()) ?? this.#lifeProblem(claims)
    if (problem !== undefined) return { error: problem }
    return { user: userOfClaims(claims), audiences: shared }
  }

  /** Checks that the account and the bound objects are still the same. */
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
      // the node of a pod is informational: only the pod's deletion counts
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
