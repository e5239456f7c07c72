/** Who has come by a link. In memory: they end with the process. */
import type { IncomingMessage } from 'node:http'
import type { Entropy } from '../api/entropy.ts'
import type { UserInfo } from '../api/user.ts'

export interface Session {
  /** who opened the page: nobody gets further than this one may */
  readonly opener: UserInfo
  /** whose eyes it is looked at through: the opener's, or of one whom the opener may be */
  user: UserInfo
}

const SECRET_BYTES = 32

/** As many are kept; the oldest ends first. */
const MOST_SESSIONS = 1000

export class Sessions {
  readonly #entropy: Entropy
  readonly #cookie: string
  readonly #sessions = new Map<string, Session>()

  /** Cookies do not know ports: each page of this machine has a name of its own for its cookie. */
  constructor(entropy: Entropy, port: number) {
    this.#entropy = entropy
    this.#cookie = `csrlab-page-${port}`
  }

  /** Begins one; returns the value of the `Set-Cookie` header. */
  begin(opener: UserInfo): string {
    const secret = this.#entropy.bytes(SECRET_BYTES).toString('base64url')
    this.#sessions.set(secret, { opener, user: opener })
    if (this.#sessions.size > MOST_SESSIONS)
      this.#sessions.delete(this.#sessions.keys().next().value!)
    return `${this.#cookie}=${secret}; Path=/; HttpOnly; SameSite=Strict`
  }

  /** That of a request's cookie. */
  of({ headers: { cookie = '' } }: Pick<IncomingMessage, 'headers'>): Session | undefined {
    const name = `${this.#cookie}=`
    const found = cookie
      .split(';')
      .map((one) => one.trim())
      .find((one) => one.startsWith(name))
    return found === undefined ? undefined : this.#sessions.get(found.slice(name.length))
  }
}
