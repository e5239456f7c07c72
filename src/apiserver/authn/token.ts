import { createHash, timingSafeEqual } from 'node:crypto'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { TokenAuthenticator, TokenFinding } from './bearer.ts'

/** A token that stays, and its user. The token itself is not kept. */
interface StaticToken {
  /** {@link hashToken} of the token */
  readonly sha256: Buffer
  readonly user: UserInfo
}

/** Tokens are random and long, so that a plain hash cannot be turned back. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/**
 * Tokens known from the start. They are for the API server and nobody else. Each question compares with all of them, in a time
 * that does not tell which one was close: there are few.
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
