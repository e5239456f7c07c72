/** Lets the server itself ask as somebody who has been let in: every stage sees a request of theirs. */
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { CredentialAuthenticator, Credentials, Finding } from './authenticator.ts'
import { bearerTokenOf } from './bearer.ts'

const TOKEN_BYTES = 32

/** Secrets that stand for users, each for as long as somebody asks with it. They never leave the process. */
export class LentIdentities implements CredentialAuthenticator {
  readonly #entropy: Entropy
  readonly #users = new Map<string, UserInfo>()

  constructor(entropy: Entropy) {
    this.#entropy = entropy
  }

  authenticate({ authorization }: Credentials): Finding {
    if (this.#users.size === 0) return undefined
    const user = this.#users.get(bearerTokenOf(authorization).token ?? '')
    return user && { user }
  }

  /** Calls `task` with a bearer token of a user, which is good until that is done. */
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
