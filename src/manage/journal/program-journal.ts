/** The door of a program to the journal of its cluster. */
import type { JournalEntry } from './entry.ts'
import type { Journal } from './journal.ts'
import { type AwaitedQuery, readAwaited } from './query.ts'

/**
 * Requests of a cluster, the oldest first: those that the query wants, of the last ten thousand; all without one. `wait` waits for the
 * first where there is none. Rejects with an Error of one sentence for a query that cannot be read.
 */
export type ProgramJournal = (query?: AwaitedQuery) => Promise<JournalEntry[]>

/** `journal`: finds the journal each time, and throws while there is none. */
export const programJournal =
  (journal: () => Journal): ProgramJournal =>
  async (query = {}) => {
    const { isWanted, wait } = readAwaited(query)
    return journal().await(isWanted, { milliseconds: wait })
  }
