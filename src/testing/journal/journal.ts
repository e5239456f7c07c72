/** The last requests of a cluster. */
import type { Clock } from '../../apimachinery/clock.ts'
import { isManagement } from '../../apiserver/extensions.ts'
import type { EndedRequest, RequestObserver } from '../../apiserver/extensions.ts'
import { entryOf, type JournalEntry } from './entry.ts'

/** How many are kept. */
export const JOURNAL_LENGTH = 10_000

export type Wanted = (entry: JournalEntry) => boolean

export interface Waiting {
  readonly milliseconds: number
  /** nobody waits any more */
  readonly signal?: AbortSignal | undefined
}

interface JournalParts {
  /** the cluster's */
  readonly clock: Clock
  /** the time of clients, in which they wait */
  readonly realTime: Clock
  /** what it goes on with */
  readonly kept?: KeptJournal | undefined
}

/** The entries of a journal, the oldest first, and the number of the newest that it has had. */
export interface KeptJournal {
  readonly entries: readonly JournalEntry[]
  readonly last: number
}

export class Journal implements RequestObserver {
  readonly #clock: Clock
  readonly #realTime: Clock
  /** where it is full, each new one takes the place of the oldest */
  #ring: JournalEntry[] = []
  #oldest = 0
  #last = 0
  readonly #listeners = new Set<(entry: JournalEntry) => void>()
  readonly #endings = new Set<() => void>()

  constructor({ clock, realTime, kept }: JournalParts) {
    this.#clock = clock
    this.#realTime = realTime
    this.#ring = [...(kept?.entries ?? [])]
    this.#last = kept?.last ?? 0
  }

  /** The number of the newest; 0: there was none yet. It goes on where entries are forgotten. */
  get last(): number {
    return this.#last
  }

  /**
   * Writes down a request, unless it manages the cluster: whoever asks the journal is not to find
   * themselves in it.
   */
  after(ended: EndedRequest): void {
    if (isManagement(ended.info?.path ?? '')) return
    const entry = entryOf(ended, ++this.#last, this.#clock.now())
    if (this.#ring.length < JOURNAL_LENGTH) this.#ring.push(entry)
    else {
      this.#ring[this.#oldest] = entry
      this.#oldest = (this.#oldest + 1) % JOURNAL_LENGTH
    }
    for (const hear of this.#listeners) hear(entry)
  }

  /** Those that are wanted, the oldest first. */
  find(isWanted: Wanted): JournalEntry[] {
    const ring = this.#ring
    return [...ring.slice(this.#oldest), ...ring.slice(0, this.#oldest)].filter(isWanted)
  }

  /**
   * Like {@link find}, but waits for the first entry. Empty: none came in time, or the cluster was
   * closed.
   */
  async await(isWanted: Wanted, { milliseconds, signal }: Waiting): Promise<JournalEntry[]> {
    const found = this.find(isWanted)
    if (found.length > 0 || milliseconds === 0 || signal?.aborted === true) return found
    return new Promise((resolve) => {
      const end = (entries: JournalEntry[]): void => {
        this.#listeners.delete(hear)
        this.#endings.delete(endEmpty)
        signal?.removeEventListener('abort', endEmpty)
        callOff()
        resolve(entries)
      }
      const hear = (entry: JournalEntry): void => {
        if (isWanted(entry)) end([entry])
      }
      const endEmpty = (): void => end([])
      const callOff = this.#realTime.after(milliseconds, endEmpty)
      this.#listeners.add(hear)
      this.#endings.add(endEmpty)
      signal?.addEventListener('abort', endEmpty)
    })
  }

  get kept(): KeptJournal {
    return { entries: this.find(() => true), last: this.#last }
  }

  /** Forgets all; says how many there were. */
  clear(): number {
    const { length } = this.#ring
    this.#ring = []
    this.#oldest = 0
    return length
  }

  /** Nobody waits any more. */
  close(): void {
    for (const end of this.#endings) end()
  }
}
