import { createHash, timingSafeEqual } from 'node:crypto'
import type { UserInfo } from '../../apimachinery/user.ts'
import { API_AUDIENCES } from './audiences.ts'
import type { TokenAuthenticator } from './bearer.ts'

interface StaticToken {
  readonly sha256: Buffer
  readonly user: UserInfo
}

/** No salt is needed, since tokens are long and random. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Makes an authenticator that accepts one token, which it compares in constant time. */
export const staticToken =
  ({ sha256, user }: StaticToken): TokenAuthenticator =>
  (token) =>
    timingSafeEqual(sha256, hashToken(token)) ? { user, audiences: API_AUDIENCES } : undefined
