/** One-time links. Browsers never send the part after `#`; the page posts it. */
import type { Clock } from '../../apimachinery/clock.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { BrowserSession } from './sessions.ts'

/** The validity of a link, in real time, whatever the cluster's clock says. */
const LINK_MS = 60_000

const TOKEN_BYTES = 32

interface OneTimeLink {
  readonly session: BrowserSession
  readonly callOff: () => void
}

export class OneTimeLinks {
  readonly #entropy: Entropy
  readonly #realTime: Clock
  readonly #open = new Map<string, OneTimeLink>()

  constructor({ entropy, realTime }: { readonly entropy: Entropy; readonly realTime: Clock }) {
    this.#entropy = entropy
    this.#realTime = realTime
  }

  /** Returns a token that starts the session once, within {@link LINK_MS}. */
  make(session: BrowserSession): string {
    const token = this.#entropy.bytes(TOKEN_BYTES).toString('base64url')
    const callOff = this.#realTime.after(LINK_MS, () => this.#open.delete(token))
    this.#open.set(token, { session, callOff })
    return token
  }

  /** Returns the session of a token; undefined: the token is unknown, used or expired. */
  use(token: string): BrowserSession | undefined {
    const link = this.#open.get(token)
    this.#open.delete(token)
    link?.callOff()
    return link?.session
  }
}
