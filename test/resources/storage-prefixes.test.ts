import t from 'tap'
import { resources } from '../../src/resources/index.ts'
import { release } from '../fixtures/release.ts'

t.test('storage prefixes end in a slash, and do not overlap', async (t) => {
  const authorizer = { authorize: () => ({ decision: 'allow', reason: '' }) as const }
  const all = resources({ authorizer, release })
  const prefixes = [...new Set(all.map(({ storagePrefix }) => storagePrefix))]
  for (const prefix of prefixes) {
    t.ok(prefix.endsWith('/'), prefix)
    t.same(
      prefixes.filter((other) => other.startsWith(prefix)),
      [prefix],
    )
  }
})
