/** The journal, to be asked and waited for. */
import { type Feature, json } from '../feature.ts'
import { type Reply } from '../../apiserver/extensions.ts'
import { readJsonBody } from '../bodies/json-body.ts'
import type { JournalEntry } from './entry.ts'
import type { Journal } from './journal.ts'
import { queryObject, readAwaited, wantedBy } from './query.ts'

/**
 * An entry on a line, and each piece made by itself: indented, ten thousand of them would be held
 * up for long.
 */
const listed = (entries: readonly JournalEntry[], last: number): Reply => {
  const lines = entries.map((entry, i) => `${i === 0 ? '\n' : ',\n'}${JSON.stringify(entry)}`)
  const body = Buffer.from(`{"last":${last},"requests":[${lines.join('')}\n]}\n`)
  return { code: 200, contentType: 'application/json', body }
}

export const journalFeature = (journal: Journal): Feature => ({
  name: 'requests',
  about: 'the last requests: who asked for what, and what came of it',
  routes: [
    {
      method: 'GET',
      path: '/requests',
      answer: async ({ query, signal }) => {
        const { isWanted, wait } = readAwaited(queryObject(query))
        const found = await journal.await(isWanted, { milliseconds: wait, signal })
        return listed(found, journal.last)
      },
    },
    {
      method: 'POST',
      path: '/requests/count',
      answer: (asked) => {
        const query = readJsonBody(asked, 'RequestFilter')
        return json({ count: journal.find(wantedBy(query)).length })
      },
    },
    {
      method: 'DELETE',
      path: '/requests',
      answer: () => json({ count: journal.clear() }),
    },
  ],
})
