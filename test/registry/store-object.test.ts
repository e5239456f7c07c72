import t from 'tap'
import { EVERYTHING } from '../../src/registry/selection.ts'
import { refusal, things, World } from './world.ts'

void t.test('whoever follows a resource finds what was written decoded', async (t) => {
  const { registry, create, update } = things(t)
  const seen: unknown[] = []
  const watcher = registry.watch({
    namespace: '',
    selection: EVERYTHING,
    after: registry.revision,
    initial: [],
  })
  watcher.start({
    wake: () => {
      for (const { row } of watcher.read(10).items) seen.push(registry.decode(row))
    },
  })
  const created = await create('a')
  t.equal(seen[0], created.object)
  const updated = await update('a', (now) => ({ ...now, data: { b: '2' } }))
  t.equal(seen[1], updated.object)
  watcher.close()
})

void t.test('a name whose object could not be stored is free again', async (t) => {
  const store = { path: `${t.testdir({})}/store.db`, maxBytes: 200_000 }
  const world = new World({ store })
  const { registry, create, current } = things(t, {}, { world })
  const refused = await refusal(() => create('a', { data: { key: 'x'.repeat(300_000) } }))
  t.equal(refused.code, 500)
  t.equal(current('a'), undefined)
  const { object, row } = await create('a', { data: { key: 'short' } })
  t.equal(registry.decode(row!), object)
  t.same(current('a')?.data, { key: 'short' })
})
