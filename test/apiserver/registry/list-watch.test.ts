/** For any history, a list plus the watch that continues from it equals the current list. */
import t from 'tap'
import { withMetadata } from '../../../src/apiserver/registry/metadata.ts'
import { EVERYTHING, type Selection } from '../../../src/apiserver/registry/selection.ts'
import { Random } from '../../fixtures/random.ts'
import { listing, select, type Thing, things, World } from './world.ts'

const NAMES = ['a', 'b', 'ab', 'b/c'.replace('/', '.'), '\u{1f600}', '\uffee', '__proto__', 'z']
const NAMESPACES = ['default', 'other', 'default-2']
const SELECTIONS: readonly (readonly [string, Selection])[] = [
  ['everything', EVERYTHING],
  ['colour=red', select('colour=red')],
  ['colour!=red', select('colour!=red')],
  ['colour in (red,blue),size', select('colour in (red,blue),size')],
  ['!size', select('!size')],
  ['metadata.name!=a', select('', 'metadata.name!=a')],
  ['metadata.name=a', select('', 'metadata.name=a')],
]

const randomLabels = (random: Random): Record<string, string> => ({
  ...(random.chance(4) ? {} : { colour: random.pick(['red', 'blue', 'green']) }),
  ...(random.chance(2) ? {} : { size: random.pick(['1', '2']) }),
})

for (const recentLimit of [1000, 7]) {
  t.test(`a list and its watch lead to now, with ${recentLimit} changes in memory`, async (t) => {
    const random = new Random(recentLimit)
    const world = new World({ store: { recentLimit } })
    const { registry, create, update } = things(t, {}, { world })
    const { clock } = world
    const revisions: number[] = [registry.revision]

    const step = async (): Promise<unknown> => {
      const namespace = random.pick(NAMESPACES)
      const name = random.pick(NAMES)
      const there = registry.latest(namespace, name)
      if (there === undefined) {
        return create(name, { metadata: { namespace, labels: randomLabels(random) } })
      }
      if (random.chance(4)) return registry.delete(world.context(), { namespace, name })
      const labels = randomLabels(random)
      const change = (object: Thing) => withMetadata(object, { labels })
      return update(name, change, world.context(), namespace)
    }

    for (let i = 0; i < 120; i++) {
      // several writes of one turn share a commit
      const batch = Array.from({ length: 1 + random.int(3) }, step)
      await Promise.allSettled(batch)
      revisions.push(registry.revision)
    }
    const oldest = revisions[40]!
    world.store.compact(oldest)

    for (const after of revisions.filter((revision) => revision >= oldest)) {
      if (!random.chance(3)) continue
      for (const [text, selection] of SELECTIONS) {
        const namespace = random.pick(['', ...NAMESPACES])
        const now = await registry.list(clock, listing({ namespace, selection }))
        const then = await registry.list(
          clock,
          listing({
            namespace,
            selection,
            resourceVersion: String(after),
            resourceVersionMatch: 'Exact',
          }),
        )
        const state = new Map(then.rows.map(({ key, value }) => [key, value.toString()]))
        const watcher = registry.watch({ namespace, selection, after, initial: [] })
        const wrong: string[] = []
        for (;;) {
          const { items, more } = watcher.read(1 + random.int(20))
          for (const { type, row } of items) {
            if (state.has(row.key) !== (type !== 'ADDED')) wrong.push(`${type} ${row.key}`)
            if (type === 'DELETED') state.delete(row.key)
            else state.set(row.key, row.value.toString())
          }
          if (!more) break
        }
        const expected = now.rows.map(({ key, value }) => [key, value.toString()] as const)
        const label = `after ${after}, ${text} in ${namespace}`
        if (wrong.length > 0) t.same(wrong, [], label)
        const found = [...state].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        if (JSON.stringify(found) !== JSON.stringify(expected)) t.same(found, expected, label)

        // the same list in chunks, with writes between them
        const keys: string[] = []
        let page = await registry.list(clock, listing({ namespace, selection, limit: 3 }))
        const { revision } = page
        for (;;) {
          keys.push(...page.rows.map(({ key }) => key))
          if (page.continueToken === '') break
          await step().catch(() => undefined)
          const { continueToken } = page
          page = await registry.list(
            clock,
            listing({ namespace, selection, limit: 3, continueToken }),
          )
          if (page.revision !== revision) t.equal(page.revision, revision, label)
        }
        if (keys.length !== expected.length)
          t.same(
            keys,
            expected.map(([key]) => key),
            label,
          )
      }
    }
    t.ok(revisions.length > 100)
  })
}
