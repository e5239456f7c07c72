/** Service account tokens in Secrets, without expiry (`pkg/serviceaccount/legacy.go`). */
import type { Secret } from '../../apis/core.ts'
import type { ObjectMeta } from '../../apimachinery/meta.ts'
import { notFound } from '../../apimachinery/status.ts'
import { API_AUDIENCES } from './audiences.ts'
import type { TokenAuthenticator } from './bearer.ts'
import { serviceAccountGroups, serviceAccountName } from './service-account.ts'
import { type ServiceAccountKey, signedTokens } from './service-account-key.ts'
import { audienceProblem } from './service-account-tokens.ts'

export const TOKEN_SECRET_TYPE = 'kubernetes.io/service-account-token'
/** annotations of a token Secret */
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
  readonly findAccount: (namespace: string, name: string) => ObjectMeta | undefined
  readonly findSecret: (namespace: string, name: string) => Secret | undefined
}

const secretProblem = (secret: Secret | undefined, token: string): string | undefined => {
  if (secret === undefined || secret.metadata.deletionTimestamp !== undefined) return INVALIDATED
  const copy = Buffer.from(secret.data?.['token'] ?? '', 'base64').toString()
  return copy === token ? undefined : "Token does not match server's copy"
}

const accountProblem = (
  account: ObjectMeta | undefined,
  namespace: string,
  name: string,
  uid: string,
): string | undefined => {
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

export const secretTokens = ({
  key,
  findAccount,
  findSecret,
}: SecretTokenParts): TokenAuthenticator =>
  signedTokens(key, ISSUER, (claims, token, audiences) => {
    const claim = (name: string): string => String(claims[`${CLAIM}${name}`])
    const namespace = claim('namespace')
    const name = claim('service-account.name')
    const uid = claim('service-account.uid')
    const error =
      // these tokens have no audience claim, and are for the API server
      audienceProblem(API_AUDIENCES, audiences) ??
      secretProblem(findSecret(namespace, claim('secret.name')), token) ??
      accountProblem(findAccount(namespace, name), namespace, name, uid)
    if (error !== undefined) return { error }
    const groups = serviceAccountGroups(namespace)
    const user = { name: serviceAccountName(namespace, name), uid, groups, extra: {} }
    return { user, audiences: API_AUDIENCES }
  })
