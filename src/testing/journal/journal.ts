import type { Clock } from '../../apimachinery/clock.ts'
import { type EndedRequest, isManagement } from '../../apiserver/extensions.ts'
import { entryOf, type JournalEntry } from './entry.ts'

export const JOURNAL_LENGTH = 10_000

/** Entries removed at a time, because each removal copies the array. */
const SLACK = 1000

export type EntryFilter = (entry: JournalEntry) => boolean

interface JournalParts {
  /** cluster time */
  readonly clock: Clock
  readonly realTime: Clock
  /** from before the cluster slept */
  readonly kept?: SavedJournal | undefined
}

/** Entries, oldest first, and the last entry number used. */
export interface SavedJournal {
  readonly entries: readonly JournalEntry[]
  readonly last: number
}

export type RequestJournal = ReturnType<typeof requestJournal>

export const requestJournal = ({ clock, realTime, kept }: JournalParts) => {
  /** oldest first; at most `JOURNAL_LENGTH + SLACK` */
  let entries: JournalEntry[] = [...(kept?.entries ?? [])]
  let last = kept?.last ?? 0
  /** called without an entry when the cluster closes */
  const listeners = new Set<(entry?: JournalEntry) => void>()

  /** oldest first */
  const find = (isWanted: EntryFilter): JournalEntry[] =>
    entries.slice(-JOURNAL_LENGTH).filter(isWanted)

  return {
    find,

    /** the last entry number used; 0: none */
    get last(): number {
      return last
    },

    /** Omits requests to the management API. */
    after: (ended: EndedRequest): void => {
      if (isManagement(ended.info?.path ?? '')) return
      const entry = entryOf(ended, ++last, clock.now())
      entries.push(entry)
      if (entries.length > JOURNAL_LENGTH + SLACK) entries.splice(0, SLACK)
      for (const hear of listeners) hear(entry)
    },

    /** Returns the matches, or waits for one. Returns none on timeout, abort or close. */
    await: async (
      isWanted: EntryFilter,
      { milliseconds, signal }: { readonly milliseconds: number; readonly signal?: AbortSignal },
    ): Promise<JournalEntry[]> => {
      const found = find(isWanted)
      if (found.length > 0 || milliseconds === 0 || signal?.aborted === true) return found
      return new Promise((resolve) => {
        const hear = (entry?: JournalEntry): void => {
          if (entry !== undefined && !isWanted(entry)) return
          listeners.delete(hear)
          callOff()
          resolve(entry === undefined ? [] : [entry])
        }
        const giveUp = (): void => hear()
        const callOff = realTime.after(milliseconds, giveUp)
        listeners.add(hear)
        signal?.addEventListener('abort', giveUp)
      })
    },

    get kept(): SavedJournal {
      return { entries: find(() => true), last }
    },

    clear: (): number => {
      const { length } = find(() => true)
      entries = []
      return length
    },

    close: (): void => {
      for (const hear of listeners) hear()
    },
  }
}
