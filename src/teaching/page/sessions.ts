/** Who has come by a link. In memory: they end with the process. */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { hashToken } from '../../apiserver/authn/token.ts'
import { OWN_HEADER } from './browser-guard.ts'

export interface Session {
  /** who opened the page: nobody gets further than this one may */
  readonly opener: UserInfo
  /** whose eyes it is looked at through: the opener's, or of one whom the opener may be */
  user: UserInfo
}

/** The secrets that a browser receives once, when its session begins. */
export interface Begun {
  /** the value of the `Set-Cookie` header */
  readonly cookie: string
  /** the value that each request of the page has in its own header */
  readonly secret: string
}

interface Kept {
  readonly session: Session
  /** SHA-256 */
  readonly secret: Buffer
}

const SECRET_BYTES = 32

const keyOf = (cookie: string): string => hashToken(cookie).toString('hex')

/** As many are kept; the oldest ends first. */
const MOST_SESSIONS = 1000

export class Sessions {
  readonly #entropy: Entropy
  readonly #cookie: string
  /** by the SHA-256 of the cookie's value */
  readonly #sessions = new Map<string, Kept>()

  /**
   * A browser sends the cookies of this machine to every port of it, so each page has a name of its own for its cookie, and the cookie
   * alone lets nobody in.
   */
  constructor(entropy: Entropy, port: number) {
    this.#entropy = entropy
    this.#cookie = `csrlab-page-${port}`
  }

  /** Begins one. `user`: whose eyes it is looked at through. */
  begin({ opener, user }: Session): Begun {
    const value = this.#random()
    const secret = this.#random()
    this.#sessions.set(keyOf(value), { session: { opener, user }, secret: hashToken(secret) })
    if (this.#sessions.size > MOST_SESSIONS)
      this.#sessions.delete(this.#sessions.keys().next().value!)
    return { cookie: `${this.#cookie}=${value}; Path=/; HttpOnly; SameSite=Strict`, secret }
  }

  #random(): string {
    return this.#entropy.bytes(SECRET_BYTES).toString('base64url')
  }

  /** The session of a request that has both its cookie and its secret. */
  of({ headers }: Pick<IncomingMessage, 'headers'>): Session | undefined {
    const { cookie = '', [OWN_HEADER]: secret } = headers
    const name = `${this.#cookie}=`
    const found = cookie
      .split(';')
      .map((one) => one.trim())
      .find((one) => one.startsWith(name))
    const kept =
      found === undefined ? undefined : this.#sessions.get(keyOf(found.slice(name.length)))
    if (kept === undefined || typeof secret !== 'string') return undefined
    return timingSafeEqual(kept.secret, hashToken(secret)) ? kept.session : undefined
  }
}
