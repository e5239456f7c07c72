/** A running server makes its certificates anew before they end. */
import type { Clock } from '../apimachinery/clock.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { Identity } from '../ca/identity.ts'
import { isLasting, type Term, termOf } from './identities.ts'

/** How often is looked; a certificate has a month left when it becomes due. */
const INTERVAL_MS = 3_600_000

/** A certificate of the server's own, with its key. */
interface Renewable {
  /** for the log */
  readonly name: string
  /** the one that there is at the start */
  readonly identity: Identity
  /** by which it ends */
  readonly clock: Pick<Clock, 'now'>
  /** Makes the next one. */
  renew(previous: Identity): Promise<Identity>
  /** Puts the next one in the place of the one before. */
  use(identity: Identity): void
}

interface RenewalParts {
  /** when to look */
  readonly clock: Clock
  /** signs them all, and is not renewed itself */
  readonly authority: CertificateAuthority
  /** hears why one could not be made, or be put in its place; it is tried again an hour later */
  readonly report: (error: unknown, name: string) => void
}

/** The state of one certificate. */
interface Watched {
  readonly renewable: Renewable
  identity: Identity
  term: Term
  /** it could not be made since the last look of the hour */
  failed: boolean
}

export class Renewal {
  readonly #parts: RenewalParts
  readonly #watched: readonly Watched[]
  #callOff: () => void = () => undefined
  #running: Promise<void> | undefined
  #stopped = false

  constructor(parts: RenewalParts, renewables: readonly Renewable[]) {
    this.#parts = parts
    this.#watched = renewables.map((renewable) => {
      const { identity } = renewable
      return { renewable, identity, term: termOf(identity, parts.authority), failed: false }
    })
    this.#wait()
  }

  /**
   * Renews what is due; resolves when that is done. Costs next to nothing when there is nothing to
   * do.
   */
  check(): Promise<void> | undefined {
    if (this.#stopped || this.#running !== undefined) return this.#running
    const due = this.#watched.filter((watched) => this.#isDue(watched))
    if (due.length === 0) return undefined
    this.#running = Promise.all(due.map((watched) => this.#renew(watched))).then(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Whether something is being renewed. */
  get busy(): boolean {
    return this.#running !== undefined
  }

  /** Resolves when nothing is being renewed any more. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#callOff()
    await this.#running
  }

  /**
   * The clock may be moved while nothing fires, so one timer for the moment when a certificate is
   * due would not do.
   */
  #wait(): void {
    const look = (): void => {
      for (const watched of this.#watched) watched.failed = false
      void this.check()
      this.#wait()
    }
    this.#callOff = this.#parts.clock.after(INTERVAL_MS, look, () => this.#idleUntil())
  }

  /** The first end that comes, for who knows that no clock is moved in between. */
  #idleUntil(): number {
    const left = this.#watched.map(({ term, renewable }) => term.until - renewable.clock.now())
    return this.#parts.clock.now() + Math.min(...left)
  }

  #isDue({ renewable, term, failed }: Watched): boolean {
    const { authority } = this.#parts
    const now = renewable.clock.now()
    // a CA that has ended signs nothing
    return !failed && !isLasting(term, now) && now < authority.notAfter
  }

  async #renew(watched: Watched): Promise<void> {
    const { renewable } = watched
    try {
      const identity = await renewable.renew(watched.identity)
      renewable.use(identity)
      watched.identity = identity
      watched.term = termOf(identity, this.#parts.authority)
    } catch (error) {
      watched.failed = true
      this.#parts.report(error, renewable.name)
    }
  }
}
