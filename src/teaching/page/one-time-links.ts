/** Links that let somebody in once: what follows `#` in the address is never sent to a server by a browser, and the page hands it in. */
import type { Clock } from '../../apimachinery/clock.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { Session } from './sessions.ts'

/** How long a link is good for, in the time of whoever opens it. */
const LINK_MS = 60_000

const TOKEN_BYTES = 32

interface Link {
  readonly session: Session
  readonly callOff: () => void
}

export class OneTimeLinks {
  readonly #entropy: Entropy
  readonly #realTime: Clock
  readonly #open = new Map<string, Link>()

  constructor({ entropy, realTime }: { readonly entropy: Entropy; readonly realTime: Clock }) {
    this.#entropy = entropy
    this.#realTime = realTime
  }

  /** A token that begins such a session, once and within {@link LINK_MS}. */
  make(session: Session): string {
    const token = this.#entropy.bytes(TOKEN_BYTES).toString('base64url')
    const callOff = this.#realTime.after(LINK_MS, () => this.#open.delete(token))
    this.#open.set(token, { session, callOff })
    return token
  }

  /** The session that the token begins; undefined: it was never given out, has been used, or is too old. */
  use(token: string): Session | undefined {
    const link = this.#open.get(token)
    this.#open.delete(token)
    link?.callOff()
    return link?.session
  }
}
