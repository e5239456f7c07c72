import type { Clock } from '../../apimachinery/clock.ts'
import { isManagement } from '../../apiserver/extensions.ts'
import type { EndedRequest, RequestObserver } from '../../apiserver/extensions.ts'
import { entryOf, type JournalEntry } from './entry.ts'

export const JOURNAL_LENGTH = 10_000

/** Entries removed at a time, because each removal copies the array. */
const SLACK = 1000

export type EntryFilter = (entry: JournalEntry) => boolean

interface Waiting {
  readonly milliseconds: number
  readonly signal?: AbortSignal | undefined
}

interface JournalParts {
  /** cluster time */
  readonly clock: Clock
  readonly realTime: Clock
  /** from before the cluster slept */
  readonly kept?: SavedJournal | undefined
}

/** oldest first, and the last number used */
export interface SavedJournal {
  readonly entries: readonly JournalEntry[]
  readonly last: number
}

export class RequestJournal implements RequestObserver {
  readonly #clock: Clock
  readonly #realTime: Clock
  /** oldest first, and up to `SLACK` more */
  #entries: JournalEntry[]
  #last = 0
  /** called without an entry when the cluster closes */
  readonly #listeners = new Set<(entry?: JournalEntry) => void>()

  constructor({ clock, realTime, kept }: JournalParts) {
    this.#clock = clock
    this.#realTime = realTime
    this.#entries = [...(kept?.entries ?? [])]
    this.#last = kept?.last ?? 0
  }

  /** the last number used; 0: none */
  get last(): number {
    return this.#last
  }

  /** Omits requests to the management API. */
  after(ended: EndedRequest): void {
    if (isManagement(ended.info?.path ?? '')) return
    const entry = entryOf(ended, ++this.#last, this.#clock.now())
    this.#entries.push(entry)
    if (this.#entries.length > JOURNAL_LENGTH + SLACK) this.#entries.splice(0, SLACK)
    for (const hear of this.#listeners) hear(entry)
  }

  /** oldest first */
  find(isWanted: EntryFilter): JournalEntry[] {
    return this.#entries.slice(-JOURNAL_LENGTH).filter(isWanted)
  }

  /** Waits for a first match. Resolves with none after the timeout, or if the cluster closes. */
  async await(isWanted: EntryFilter, { milliseconds, signal }: Waiting): Promise<JournalEntry[]> {
    const found = this.find(isWanted)
    if (found.length > 0 || milliseconds === 0 || signal?.aborted === true) return found
    return new Promise((resolve) => {
      const hear = (entry?: JournalEntry): void => {
        if (entry !== undefined && !isWanted(entry)) return
        this.#listeners.delete(hear)
        callOff()
        resolve(entry === undefined ? [] : [entry])
      }
      const giveUp = (): void => hear()
      const callOff = this.#realTime.after(milliseconds, giveUp)
      this.#listeners.add(hear)
      signal?.addEventListener('abort', giveUp)
    })
  }

  get kept(): SavedJournal {
    return { entries: this.find(() => true), last: this.#last }
  }

  clear(): number {
    const { length } = this.find(() => true)
    this.#entries = []
    return length
  }

  close(): void {
    for (const hear of this.#listeners) hear()
  }
}
