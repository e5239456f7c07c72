import { createHash, timingSafeEqual } from 'node:crypto'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { TokenAuthenticator, TokenFinding } from './bearer.ts'

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
export class StaticTokens implements TokenAuthenticator {
  readonly #tokens: readonly StaticToken[]
  readonly #apiAudiences: readonly string[]

  constructor(tokens: readonly StaticToken[], apiAudiences: readonly string[]) {
    this.#tokens = tokens
    this.#apiAudiences = apiAudiences
  }

  authenticateToken(token: string, audiences: readonly string[]): TokenFinding | undefined {
    const shared = audiences.filter((audience) => this.#apiAudiences.includes(audience))
    if (shared.length === 0 && audiences.length > 0) return undefined
    const hash = hashToken(token)
    let user: UserInfo | undefined
    for (const known of this.#tokens) {
      if (timingSafeEqual(known.sha256, hash)) user = known.user
    }
    return user === undefined ? undefined : { user, audiences: shared }
  }
}
