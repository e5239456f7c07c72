import { createHash, timingSafeEqual } from 'node:crypto'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { TokenAuthenticator } from './bearer.ts'

interface StaticToken {
  readonly sha256: Buffer
  readonly user: UserInfo
}

/** Hashes a token; tokens are long and random, so no salt is needed. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/**
 * Configured tokens, for the API server's audiences only. Each check compares with all tokens, in
 * constant time: there are few.
 */
export const staticTokens =
  (tokens: readonly StaticToken[], apiAudiences: readonly string[]): TokenAuthenticator =>
  (token, audiences) => {
    const shared = audiences.filter((audience) => apiAudiences.includes(audience))
    if (shared.length === 0 && audiences.length > 0) return undefined
    const hash = hashToken(token)
    let user: UserInfo | undefined
    for (const known of tokens) {
      if (timingSafeEqual(known.sha256, hash)) user = known.user
    }
    return user && { user, audiences: shared }
  }
