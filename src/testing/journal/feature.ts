import { type Feature, json } from '../feature.ts'
import { type Reply } from '../../apiserver/extensions.ts'
import type { JournalEntry } from './entry.ts'
import type { RequestJournal } from './journal.ts'
import { queryObject, readAwaited } from './query.ts'

/** One entry per line: indenting ten thousand entries would block the event loop. */
const listed = (entries: readonly JournalEntry[], last: number): Reply => {
  const lines = entries.map((entry, i) => `${i === 0 ? '\n' : ',\n'}${JSON.stringify(entry)}`)
  const body = Buffer.from(`{"last":${last},"requests":[${lines.join('')}\n]}\n`)
  return { code: 200, contentType: 'application/json', body }
}

export const journalFeature = (journal: RequestJournal): Feature => ({
  name: 'requests',
  about: 'the last requests and their results',
  routes: {
    'GET /requests': async ({ query, signal }) => {
      const { isWanted, wait } = readAwaited(queryObject(query))
      const found = await journal.await(isWanted, { milliseconds: wait, signal })
      return listed(found, journal.last)
    },
    'DELETE /requests': () => json({ count: journal.clear() }),
  },
})
