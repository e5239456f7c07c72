/**
 * Bootstrap tokens: Secrets in kube-system for kubelets without a certificate
 * (`plugin/pkg/auth/authenticator/token/bootstrap`).
 */
import { timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../apimachinery/clock.ts'
import { canonicalTime } from '../../apimachinery/text/go-time.ts'
import type { Secret } from '../../apis/core.ts'
import { API_AUDIENCES } from './audiences.ts'
import type { TokenAuthenticator } from './bearer.ts'
import { hashToken } from './token.ts'

export const BOOTSTRAP_TOKEN_NAMESPACE = 'kube-system'
export const BOOTSTRAP_TOKEN_TYPE = 'bootstrap.kubernetes.io/token'
export const BOOTSTRAP_TOKEN_PREFIX = 'bootstrap-token-'

const TOKEN = /^([a-z0-9]{6})\.([a-z0-9]{16})$/
const BOOTSTRAPPERS = 'system:bootstrappers'
const GROUP = /^system:bootstrappers:[a-z0-9:-]*[a-z0-9]$/
/** maximum length of a group, not counting `system:bootstrappers:` */
const MAX_GROUP_REST = 256
/** all characters of an RFC 3339 time */
const TIME_CHARACTERS = /^[-+.,:TZ\d]+$/

interface BootstrapTokenParts {
  readonly clock: Clock
  /** finds a Secret of kube-system by name */
  readonly find: (name: string) => Secret | undefined
}

/** Returns '' for an absent key. */
export const secretText = ({ data = {} }: Secret, key: string): string =>
  Buffer.from(data[key] ?? '', 'base64').toString()

/**
 * Returns the expiry in milliseconds since the epoch, rounded down to a second; Infinity if absent,
 * -Infinity if malformed.
 */
export const bootstrapTokenEnd = (secret: Secret): number => {
  const text = secretText(secret, 'expiration')
  if (text === '') return Infinity
  // other texts may be long, and quoting them in an error would be slow
  if (!TIME_CHARACTERS.test(text)) return -Infinity
  try {
    return Date.parse(canonicalTime(text) ?? '') || -Infinity
  } catch {
    return -Infinity
  }
}

/** Returns undefined if the Secret names a group that is too long or does not match `GROUP`. */
const groupsOf = (secret: Secret): string[] | undefined => {
  const text = secretText(secret, 'auth-extra-groups')
  const extra = text === '' ? [] : text.split(',')
  const longest = BOOTSTRAPPERS.length + 1 + MAX_GROUP_REST
  if (!extra.every((group) => group.length <= longest && GROUP.test(group))) return undefined
  return [...new Set([BOOTSTRAPPERS, ...extra])].sort()
}

/** Returns undefined for every failure, so that ids cannot be guessed. */
export const bootstrapTokens =
  ({ clock, find }: BootstrapTokenParts): TokenAuthenticator =>
  (token) => {
    const [, id, given] = TOKEN.exec(token) ?? []
    if (id === undefined || given === undefined) return undefined
    const secret = find(`${BOOTSTRAP_TOKEN_PREFIX}${id}`)
    if (secret === undefined || secret.metadata.deletionTimestamp !== undefined) return undefined
    if (secret.type !== BOOTSTRAP_TOKEN_TYPE) return undefined
    if (!timingSafeEqual(hashToken(secretText(secret, 'token-secret')), hashToken(given)))
      return undefined
    if (secretText(secret, 'token-id') !== id) return undefined
    if (bootstrapTokenEnd(secret) <= clock.now()) return undefined
    if (secretText(secret, 'usage-bootstrap-authentication') !== 'true') return undefined
    const groups = groupsOf(secret)
    return (
      groups && {
        user: { name: `system:bootstrap:${id}`, groups, extra: {} },
        audiences: API_AUDIENCES,
      }
    )
  }
