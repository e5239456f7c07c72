/** Service account tokens in Secrets, without expiry (`pkg/serviceaccount/legacy.go`). */
import type { Secret } from '../../apis/core.ts'
import type { ObjectMeta } from '../../apimachinery/meta.ts'
import { notFound } from '../../apimachinery/status.ts'
import type { TokenAuthenticator, TokenFinding } from './bearer.ts'
import { isSignedBy, readJwt } from './jwt.ts'
import { serviceAccountGroups, serviceAccountName } from './service-account.ts'
import type { ServiceAccountKey } from './service-account-key.ts'
import { otherAudiences, UNKNOWN_KEY, WRONG_SIGNATURE } from './service-account-tokens.ts'

export const TOKEN_SECRET_TYPE = 'kubernetes.io/service-account-token'
/** Annotations of such a Secret that name the account. */
export const ACCOUNT_NAME = 'kubernetes.io/service-account.name'
export const ACCOUNT_UID = 'kubernetes.io/service-account.uid'

const ISSUER = 'kubernetes/serviceaccount'
const CLAIM = 'kubernetes.io/serviceaccount/'
const INVALIDATED = 'Token has been invalidated'

export const secretTokenClaims = (secret: ObjectMeta, account: ObjectMeta): object => {
  const { namespace = '', name = '', uid = '' } = account
  return {
    iss: ISSUER,
    [`${CLAIM}namespace`]: namespace,
    [`${CLAIM}secret.name`]: secret.name,
    [`${CLAIM}service-account.name`]: name,
    [`${CLAIM}service-account.uid`]: uid,
    sub: serviceAccountName(namespace, name),
  }
}

interface SecretTokenParts {
  readonly key: ServiceAccountKey
  /** these tokens name no audience: they are for the API server */
  readonly apiAudiences: readonly string[]
  readonly findAccount: (namespace: string, name: string) => ObjectMeta | undefined
  readonly findSecret: (namespace: string, name: string) => Secret | undefined
}

/** Accepts tokens while their Secret and account exist. */
export class SecretTokens implements TokenAuthenticator {
  readonly #parts: SecretTokenParts

  constructor(parts: SecretTokenParts) {
    this.#parts = parts
  }

  authenticateToken(token: string, audiences: readonly string[]): TokenFinding | undefined {
    const jwt = readJwt(token)
    const { key, apiAudiences } = this.#parts
    if (jwt === undefined || jwt.claims['iss'] !== ISSUER) return undefined
    const signingKey = key.existing()
    if (signingKey === undefined) return { error: UNKNOWN_KEY }
    if (!isSignedBy(jwt, signingKey.publicKey)) return { error: WRONG_SIGNATURE }
    const shared = apiAudiences.filter((audience) => audiences.includes(audience))
    if (shared.length === 0) return { error: otherAudiences(apiAudiences, audiences) }
    // only this server signs with the key, so it made the claims
    const claim = (name: string): string => String(jwt.claims[`${CLAIM}${name}`])
    const namespace = claim('namespace')
    const name = claim('service-account.name')
    const uid = claim('service-account.uid')
    const problem =
      this.#secretProblem(namespace, claim('secret.name'), token) ??
      this.#accountProblem(namespace, name, uid)
    if (problem !== undefined) return { error: problem }
    return {
      user: {
        name: serviceAccountName(namespace, name),
        uid,
        groups: serviceAccountGroups(namespace),
        extra: {},
      },
      audiences: shared,
    }
  }

  #secretProblem(namespace: string, name: string, token: string): string | undefined {
    const secret = this.#parts.findSecret(namespace, name)
    if (secret === undefined || secret.metadata.deletionTimestamp !== undefined) return INVALIDATED
    const copy = Buffer.from(secret.data?.['token'] ?? '', 'base64').toString()
    return copy === token ? undefined : "Token does not match server's copy"
  }

  #accountProblem(namespace: string, name: string, uid: string): string | undefined {
    const account = this.#parts.findAccount(namespace, name)
    if (account === undefined) {
      return notFound({ group: '', resource: 'serviceaccounts' }, name).message
    }
    if (account.deletionTimestamp !== undefined) {
      return `ServiceAccount ${namespace}/${name} has been deleted`
    }
    return account.uid === uid
      ? undefined
      : `ServiceAccount UID (${account.uid}) does not match claim (${uid})`
  }
}
