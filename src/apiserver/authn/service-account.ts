import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import type { ObjectMeta } from '../../apimachinery/meta.ts'
import { dns1123LabelErrors, dns1123SubdomainErrors } from '../../apimachinery/names.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { ISSUER } from './audiences.ts'
import { CREDENTIAL_ID } from './x509.ts'

const EXTRA_PREFIX = 'authentication.kubernetes.io/'

export interface ObjectId {
  readonly name: string
  /** missing: the object does not exist, such as a pod's deleted node */
  readonly uid?: string
}

/** In alphabetical order, as in the real server's JSON. */
export interface ServiceAccountClaims {
  readonly aud: readonly string[]
  /** seconds since the epoch, like `iat` and `nbf` */
  readonly exp: number
  readonly iat: number
  readonly iss: string
  readonly jti: string
  readonly 'kubernetes.io': {
    readonly namespace: string
    readonly node?: ObjectId
    readonly pod?: ObjectId
    readonly secret?: ObjectId
    readonly serviceaccount: ObjectId
    /** the requested expiry; tokens are valid longer for clients that cannot renew them */
    readonly warnafter?: number
  }
  readonly nbf: number
  readonly sub: string
}

/** The object that a token is bound to: a pod with its node, a secret or a node. */
export type TokenBinding = Pick<ServiceAccountClaims['kubernetes.io'], 'node' | 'pod' | 'secret'>

export interface ClaimsRequest {
  readonly account: ObjectMeta
  readonly audiences: readonly string[]
  readonly bound: TokenBinding
  /** milliseconds since the epoch */
  readonly now: number
  readonly seconds: number
  readonly warnAfterSeconds?: number | undefined
  /** UUID */
  readonly id: string
}

export const serviceAccountGroups = (namespace: string): string[] => [
  'system:serviceaccounts',
  `system:serviceaccounts:${namespace}`,
]

const NAME_PREFIX = 'system:serviceaccount:'

export const serviceAccountName = (namespace: string, name: string): string =>
  `${NAME_PREFIX}${namespace}:${name}`

/** Returns `[namespace, name]`; undefined for other users (`SplitUsername` of Kubernetes). */
export const serviceAccountOf = (user: string): [string, string] | undefined => {
  if (!user.startsWith(NAME_PREFIX)) return undefined
  const [namespace = '', name = '', ...rest] = user.slice(NAME_PREFIX.length).split(':')
  const fine =
    rest.length === 0 &&
    dns1123LabelErrors(namespace).length === 0 &&
    dns1123SubdomainErrors(name).length === 0
  return fine ? [namespace, name] : undefined
}

export const idOf = ({ name = '', uid = '' }: ObjectMeta): ObjectId => ({
  name,
  ...omitEmpty({ uid }),
})

export const claimsFor = (request: ClaimsRequest): ServiceAccountClaims => {
  const { account, bound } = request
  const { namespace = '', name = '' } = account
  const iat = Math.floor(request.now / 1000)
  return {
    aud: request.audiences,
    exp: iat + request.seconds,
    iat,
    iss: ISSUER,
    jti: request.id,
    'kubernetes.io': {
      namespace,
      ...omitEmpty({ node: bound.node, pod: bound.pod, secret: bound.secret }),
      serviceaccount: idOf(account),
      ...(request.warnAfterSeconds && { warnafter: iat + request.warnAfterSeconds }),
    },
    nbf: iat,
    sub: serviceAccountName(namespace, name),
  }
}

export const userOfClaims = ({ jti, 'kubernetes.io': of }: ServiceAccountClaims): UserInfo => {
  const { namespace, serviceaccount, pod, node } = of
  const extra: Record<string, string[]> = Object.create(null)
  extra[CREDENTIAL_ID] = [`JTI=${jti}`]
  const add = (key: string, value = ''): void => {
    if (value !== '') extra[`${EXTRA_PREFIX}${key}`] = [value]
  }
  add('pod-name', pod?.name)
  add('pod-uid', pod?.uid)
  add('node-name', node?.name)
  add('node-uid', node?.uid)
  return {
    name: serviceAccountName(namespace, serviceaccount.name),
    ...omitEmpty({ uid: serviceaccount.uid }),
    groups: serviceAccountGroups(namespace),
    extra,
  }
}
