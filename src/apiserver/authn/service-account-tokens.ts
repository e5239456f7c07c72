/**
 * Service account tokens (`pkg/serviceaccount`), valid until they expire, or until their account or
 * bound object is deleted.
 */
import type { Clock } from '../../apimachinery/clock.ts'
import type { ObjectMeta } from '../../apimachinery/meta.ts'
import { quotedList } from '../../apimachinery/text/quote.ts'
import { notFound } from '../../apimachinery/status.ts'
import { ISSUER } from './audiences.ts'
import type { TokenAuthenticator } from './bearer.ts'
import { type ServiceAccountKey, signedTokens } from './service-account-key.ts'
import { type ObjectId, type ServiceAccountClaims, userOfClaims } from './service-account.ts'

export type TokenObjects = 'serviceaccounts' | 'pods' | 'secrets' | 'nodes'

/** Finds the account or bound object of a token; the namespace of a node is ''. */
export type FindMetadata = (
  resource: TokenObjects,
  namespace: string,
  name: string,
) => ObjectMeta | undefined

interface ServiceAccountTokenParts {
  readonly key: ServiceAccountKey
  readonly clock: Clock
  readonly find: FindMetadata
}

/** tolerance for clock skew */
const LEEWAY_MS = 60_000
const INVALIDATED = 'service account token has been invalidated'

export const audienceProblem = (
  own: readonly string[],
  wanted: readonly string[],
): string | undefined =>
  own.some((audience) => wanted.includes(audience))
    ? undefined
    : `token audiences ${quotedList(own)} is invalid for the target audiences ${quotedList(wanted)}`

const timeProblem = ({ exp, iat, nbf }: ServiceAccountClaims, now: number): string | undefined => {
  if (now + LEEWAY_MS < nbf * 1000) return 'service account token is not valid yet'
  if (now - LEEWAY_MS > exp * 1000) return 'service account token has expired'
  if (now + LEEWAY_MS < iat * 1000) return 'service account token is issued in the future'
  return undefined
}

const isGone = ({ deletionTimestamp }: ObjectMeta, now: number): boolean =>
  deletionTimestamp !== undefined && Date.parse(deletionTimestamp) < now - LEEWAY_MS

const idProblem = (
  { find, clock }: ServiceAccountTokenParts,
  resource: Exclude<TokenObjects, 'serviceaccounts'>,
  namespace: string,
  wanted: ObjectId | undefined,
): string | undefined => {
  if (wanted === undefined) return undefined
  const found = find(resource, namespace, wanted.name)
  if (found === undefined) return INVALIDATED
  if (found.uid !== wanted.uid) {
    const kind = resource.slice(0, -1)
    return `${kind} UID (${found.uid}) does not match service account ${kind} ref claim (${wanted.uid})`
  }
  return isGone(found, clock.now()) ? INVALIDATED : undefined
}

const lifeProblem = (
  parts: ServiceAccountTokenParts,
  { 'kubernetes.io': of }: ServiceAccountClaims,
): string | undefined => {
  const { namespace, serviceaccount, pod, secret, node } = of
  const account = parts.find('serviceaccounts', namespace, serviceaccount.name)
  if (account === undefined) {
    return notFound({ group: '', resource: 'serviceaccounts' }, serviceaccount.name).message
  }
  if (account.uid !== serviceaccount.uid) {
    return `service account UID (${account.uid}) does not match claim (${serviceaccount.uid})`
  }
  if (isGone(account, parts.clock.now())) {
    return `service account ${namespace}/${serviceaccount.name} has been deleted`
  }
  return (
    idProblem(parts, 'secrets', namespace, secret) ??
    idProblem(parts, 'pods', namespace, pod) ??
    // a pod's token stays valid when the node is deleted
    (pod === undefined ? idProblem(parts, 'nodes', '', node) : undefined)
  )
}

export const serviceAccountTokens = (parts: ServiceAccountTokenParts): TokenAuthenticator =>
  signedTokens(parts.key, ISSUER, (signed, _token, audiences) => {
    const claims = signed as unknown as ServiceAccountClaims
    const error =
      audienceProblem(claims.aud, audiences) ??
      timeProblem(claims, parts.clock.now()) ??
      lifeProblem(parts, claims)
    return error === undefined ? { user: userOfClaims(claims), audiences: claims.aud } : { error }
  })
