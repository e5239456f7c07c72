import { keptAlive } from '../../apimachinery/kept-alive.ts'
import { durationOf } from '../bodies/texts.ts'
import type { JournalEntry } from './entry.ts'
import type { RequestJournal } from './journal.ts'
import type { AwaitedQuery, JournalQuery } from './journal-query.ts'
import { readAwaited, readFilter } from './query.ts'

/**
 * The last ten thousand requests of a cluster. Methods reject with an Error of one sentence for an
 * invalid query.
 */
export interface ProgramJournal {
  /** Returns the requests that match, oldest first; default: all. */
  list(query?: JournalQuery): Promise<JournalEntry[]>
  /**
   * Returns the first request that matches, waiting if there is none yet. Rejects after `timeout`,
   * a Go duration of real time (default: `30s`), or when the cluster is closed.
   */
  waitFor(query: JournalQuery, options?: { readonly timeout?: string }): Promise<JournalEntry>
  /** Returns the number of matches. */
  count(query?: JournalQuery): Promise<number>
  /** Removes all requests and returns their number. */
  clear(): Promise<number>
}

export const programJournal = (journal: () => RequestJournal): ProgramJournal => {
  const list = async (query: JournalQuery = {}): Promise<JournalEntry[]> =>
    journal().find(readFilter(query))
  return {
    list,
    waitFor: async (query, { timeout = '30s' } = {}) => {
      const isWanted = readFilter(query)
      const milliseconds = durationOf(timeout, 'timeout')
      const [found] = await keptAlive(() => journal().await(isWanted, { milliseconds }))
      if (found !== undefined) return found
      throw new Error(
        `no request with ${JSON.stringify(query)} within ${timeout}, or the cluster was closed`,
      )
    },
    count: async (query) => (await list(query)).length,
    clear: async () => journal().clear(),
  }
}

/** @deprecated use `cluster.journal`; removed in the next release */
export type ProgramRequests = (query?: AwaitedQuery) => Promise<JournalEntry[]>

export const programRequests =
  (journal: () => RequestJournal): ProgramRequests =>
  async (query = {}) => {
    const { isWanted, wait } = readAwaited(query)
    return journal().await(isWanted, { milliseconds: wait })
  }
