import type { Entropy } from '../../apimachinery/entropy.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { CredentialAuthenticator } from './authenticator.ts'
import { bearerTokenOf } from './bearer.ts'

const TOKEN_BYTES = 32

/** Temporary tokens of users; they never leave the process. */
export class TemporaryTokens {
  readonly #entropy: Entropy
  readonly #users = new Map<string, UserInfo>()

  constructor(entropy: Entropy) {
    this.#entropy = entropy
  }

  readonly authenticate: CredentialAuthenticator = ({ authorization }) => {
    if (this.#users.size === 0) return undefined
    const user = this.#users.get(bearerTokenOf(authorization).token ?? '')
    return user && { user }
  }

  /** Calls `task` with a token that is valid until the task ends. */
  async lend<T>(user: UserInfo, task: (token: string) => Promise<T>): Promise<T> {
    const token = this.#entropy.bytes(TOKEN_BYTES).toString('base64url')
    this.#users.set(token, user)
    try {
      return await task(token)
    } finally {
      this.#users.delete(token)
    }
  }
}
