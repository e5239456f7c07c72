/** Follows the server's journal of requests by long polling. */
import { signal } from '@preact/signals'
import { ask, pause, Refused } from '../api.ts'
import type { JournalEntry } from '../types.ts'

export const entries = signal<readonly JournalEntry[]>([])
export const problem = signal<unknown>(undefined)
export const isLoaded = signal(false)

/** Entries kept in the browser; the server keeps ten thousand. */
const KEPT = 2000
const WAIT = '20s'
const PAUSE_MS = 1000
/** pause between polls, so that one response has many entries */
const REST_MS = 150

interface Told {
  readonly last: number
  readonly requests: readonly JournalEntry[]
}

/** Follows the journal, with retries, until aborted or until an error response other than 401. */
export const followJournal = async (aborting: AbortSignal): Promise<void> => {
  entries.value = []
  isLoaded.value = false
  problem.value = undefined
  let since = 0
  let wait = '0s'
  while (!aborting.aborted) {
    try {
      const history = await ask<Told>(
        'GET',
        `/csrlab/v1/requests?since=${since}&wait=${wait}`,
        undefined,
        aborting,
      )
      const { requests } = history
      since = requests.at(-1)?.number ?? Math.min(since, history.last)
      wait = WAIT
      if (requests.length > 0) entries.value = [...entries.peek(), ...requests].slice(-KEPT)
      isLoaded.value = true
      problem.value = undefined
      await pause(REST_MS)
    } catch (error) {
      if (aborting.aborted) return
      problem.value = error
      if (error instanceof Refused && error.code !== 401) return
      await pause(PAUSE_MS)
    }
  }
}
