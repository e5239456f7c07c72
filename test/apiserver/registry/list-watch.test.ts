/** For any history: a list and a watch from its revision together yield the current list. */
import assert from 'node:assert/strict'
import t from 'tap'
import { withMetadata } from '../../../src/apiserver/registry/metadata.ts'
import { EVERYTHING } from '../../../src/apiserver/registry/selection.ts'
import { fc, forAll, type Made } from '../../fixtures/property.ts'
import { listing, select, type Thing, things, World } from './world.ts'

const NAMES = ['a', 'b', 'ab', 'b.c', '\u{1f600}', '\uffee', '__proto__', 'z']
const NAMESPACES = ['default', 'other', 'default-2']
const SELECTIONS = {
  everything: EVERYTHING,
  'colour=red': select('colour=red'),
  'colour!=red': select('colour!=red'),
  'colour in (red,blue),size': select('colour in (red,blue),size'),
  '!size': select('!size'),
  'metadata.name!=a': select('', 'metadata.name!=a'),
  'metadata.name=a': select('', 'metadata.name=a'),
}

const labels = fc.record(
  { colour: fc.constantFrom('red', 'blue', 'green'), size: fc.constantFrom('1', '2') },
  { requiredKeys: [] },
)
const write = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  name: fc.constantFrom(...NAMES),
  labels,
  deletes: fc.constantFrom(false, false, false, true),
})
type Write = Made<typeof write>

const question = fc.record({
  after: fc.nat(),
  selected: fc.constantFrom(...(Object.keys(SELECTIONS) as (keyof typeof SELECTIONS)[])),
  namespace: fc.constantFrom('', ...NAMESPACES),
  atOnce: fc.integer({ min: 1, max: 20 }),
  /** between the chunks of a list */
  writes: fc.array(write, { minLength: 1, maxLength: 3 }),
})
const history = fc.record({
  // the writes of a batch start together, so that they share a commit
  batches: fc.array(fc.array(write, { minLength: 1, maxLength: 3 }), { maxLength: 60 }),
  questions: fc.array(question, { minLength: 1, maxLength: 30 }),
})

for (const recentLimit of [1000, 7]) {
  t.test(
    `a list and its watch lead to the current state, with ${recentLimit} changes in memory`,
    async (t) => {
      await forAll(t, history, { numRuns: 12 }, async ({ batches, questions }) => {
        const world = new World({ store: { recentLimit } })
        const { registry, create, update } = things(t, {}, { world })
        const { clock } = world
        const revisions: number[] = [registry.revision]

        const step = async ({ namespace, name, labels, deletes }: Write) => {
          if (registry.latest(namespace, name) === undefined)
            return create(name, { metadata: { namespace, labels } })
          if (deletes) return registry.delete(world.context(), { namespace, name })
          const change = (object: Thing) => withMetadata(object, { labels })
          return update(name, change, world.context(), namespace)
        }

        for (const batch of batches) {
          await Promise.allSettled(batch.map(step))
          revisions.push(registry.revision)
        }
        const kept = revisions.slice(Math.floor(revisions.length / 3))
        world.store.compact(kept[0]!)
        assert.equal(registry.compacted, kept[0])

        for (const { after: at, selected, namespace, atOnce, writes } of questions) {
          const after = kept[at % kept.length]!
          const which = { namespace, selection: SELECTIONS[selected] }
          const now = await registry.list(clock, listing(which))
          const exact = { resourceVersion: String(after), resourceVersionMatch: 'Exact' } as const
          const then = await registry.list(clock, listing({ ...which, ...exact }))
          const state = new Map(then.rows.map(({ key, value }) => [key, value.toString()]))
          const watcher = registry.watch({ ...which, after, initial: [] })
          for (let more = true; more;) {
            const read = watcher.read(atOnce)
            for (const { type, row } of read.items) {
              assert.equal(state.has(row.key), type !== 'ADDED', `${type} ${row.key}`)
              if (type === 'DELETED') state.delete(row.key)
              else state.set(row.key, row.value.toString())
            }
            more = read.more
          }
          const expected = now.rows.map(({ key, value }) => [key, value.toString()])
          const found = [...state].sort(([a], [b]) =>
            Buffer.compare(Buffer.from(a), Buffer.from(b)),
          )
          assert.deepEqual(found, expected, `${selected} in ${namespace} after ${after}`)

          // the same list in chunks, with writes between them
          const keys: string[] = []
          let page = await registry.list(clock, listing({ ...which, limit: 3 }))
          const { revision } = page
          for (;;) {
            keys.push(...page.rows.map(({ key }) => key))
            const { continueToken } = page
            if (continueToken === '') break
            await step(writes[keys.length % writes.length]!).catch(() => undefined)
            page = await registry.list(clock, listing({ ...which, limit: 3, continueToken }))
            assert.equal(page.revision, revision)
          }
          assert.deepEqual(
            keys,
            expected.map(([key]) => key),
          )
        }
      })
    },
  )
}
