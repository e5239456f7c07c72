import type { Clock } from '../../apimachinery/clock.ts'
import { isManagement } from '../../apiserver/extensions.ts'
import type { EndedRequest, RequestObserver } from '../../apiserver/extensions.ts'
import { entryOf, type JournalEntry } from './entry.ts'

export const JOURNAL_LENGTH = 10_000

export type EntryFilter = (entry: JournalEntry) => boolean

interface Waiting {
  readonly milliseconds: number
  /** aborted when the client gives up */
  readonly signal?: AbortSignal | undefined
}

interface JournalParts {
  /** the cluster's time */
  readonly clock: Clock
  readonly realTime: Clock
  /** the entries that a cluster had before it slept */
  readonly kept?: SavedJournal | undefined
}

/** Entries, oldest first, and the last number used. */
export interface SavedJournal {
  readonly entries: readonly JournalEntry[]
  readonly last: number
}

export class RequestJournal implements RequestObserver {
  readonly #clock: Clock
  readonly #realTime: Clock
  /** a ring buffer once it is full */
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

  /** The last number used; 0: none. */
  get last(): number {
    return this.#last
  }

  /** Records a request, unless it went to the management API. */
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

  /** Returns the matches, oldest first. */
  find(isWanted: EntryFilter): JournalEntry[] {
    const ring = this.#ring
    return [...ring.slice(this.#oldest), ...ring.slice(0, this.#oldest)].filter(isWanted)
  }

  /**
   * Like {@link find}, but waits for a first match. Resolves with none after the timeout, or if the
   * cluster closes.
   */
  async await(isWanted: EntryFilter, { milliseconds, signal }: Waiting): Promise<JournalEntry[]> {
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

  get kept(): SavedJournal {
    return { entries: this.find(() => true), last: this.#last }
  }

  clear(): number {
    const { length } = this.#ring
    this.#ring = []
    this.#oldest = 0
    return length
  }

  close(): void {
    for (const end of this.#endings) end()
  }
}
