import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { hashToken } from '../../apiserver/authn/token.ts'
import { OWN_HEADER } from './browser-guard.ts'

export interface BrowserSession {
  /** the user who opened the session, and whose permissions are its upper limit */
  readonly opener: UserInfo
  /** the opener, or a user whom the opener may impersonate */
  user: UserInfo
}

interface BrowserSecrets {
  /** `Set-Cookie` header */
  readonly cookie: string
  /** value of the page's own header */
  readonly secret: string
}

interface StoredSession {
  readonly session: BrowserSession
  /** SHA-256 */
  readonly secret: Buffer
}

const SECRET_BYTES = 32

const keyOf = (cookie: string): string => hashToken(cookie).toString('hex')

/** Beyond this number, the oldest session ends. */
const MOST_SESSIONS = 1000

export class Sessions {
  readonly #entropy: Entropy
  readonly #cookie: string
  /** by the SHA-256 of the cookie */
  readonly #sessions = new Map<string, StoredSession>()

  /**
   * Browsers send cookies to every port of a host, so the cookie's name contains the port, and the
   * cookie alone is not enough.
   */
  constructor(entropy: Entropy, port: number) {
    this.#entropy = entropy
    this.#cookie = `csrlab-page-${port}`
  }

  begin({ opener, user }: BrowserSession): BrowserSecrets {
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

  /** Returns the session of a request that has both its cookie and its secret. */
  of({ headers }: Pick<IncomingMessage, 'headers'>): BrowserSession | undefined {
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
