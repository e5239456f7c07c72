import { createHash, timingSafeEqual } from 'node:crypto'
import type { UserInfo } from '../../apimachinery/user.ts'
import { API_AUDIENCES } from './audiences.ts'
import type { TokenAuthenticator } from './bearer.ts'

interface StaticToken {
  readonly sha256: Buffer
  readonly user: UserInfo
}

/** Hashes a token; tokens are long and random, so no salt is needed. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** One token, for the API server only. Compares in constant time. */
export const staticToken =
  ({ sha256, user }: StaticToken): TokenAuthenticator =>
  (token) =>
    timingSafeEqual(sha256, hashToken(token)) ? { user, audiences: API_AUDIENCES } : undefined
