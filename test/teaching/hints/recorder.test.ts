import t, { type Test } from 'tap'
import type { CoreEvent } from '../../../src/apis/events.ts'
import type { ObjectClient } from '../../../src/controllers/object-client.ts'
import { hintRecorder } from '../../../src/teaching/hints/recorder.ts'
import { BoundedMap, type Tombstone } from '../../../src/teaching/hints/bounded-map.ts'
import { Stage } from '../../controllers/stage.ts'
import { csrBody } from '../../fixtures/builders.ts'
import { clusterOf, grave } from './facts.ts'

const recording = async (t: Test) => {
  const stage = new Stage(t)
  await stage.createNamespace('default')
  const events = stage.open<CoreEvent>('Event')
  const stopping = new AbortController()
  const tombstones = new BoundedMap<Tombstone>()
  const controller = hintRecorder(
    {
      hints: { cluster: clusterOf(), tombstones, deciders: new BoundedMap(), form: 'full' },
      clock: stage.clock,
      log: stage.log,
      signal: stopping.signal,
    },
    {
      account: (_name, resource) =>
        (resource === 'events'
          ? stage.client(events)
          : stage.client(stage.csrs)) as ObjectClient<any>,
    },
  )
  stage.start(t, controller)
  // the controller may wait for a clock that no longer moves
  t.teardown(() => stopping.abort())
  const create = (name: string) => stage.create(stage.csrs, csrBody({ name }))
  const remove = async (name: string) => {
    const { uid = '' } = stage.csr(name)!.metadata
    tombstones.set(name, { ...grave, uid, at: stage.clock.now() })
    await stage.csrs.delete(stage.context(), { namespace: '', name })
    await stage.settle()
  }
  const names = async () => {
    await stage.settle()
    const { rows } = stage.store.collection('/registry/events/').list()
    return rows.map(({ key }) => key.replace(/.*\//, '').replace(/\.[^.]*\./, ' '))
  }
  return { stage, controller, create, remove, names }
}

t.test('events record the history of a request', async (t) => {
  const { create, remove, names } = await recording(t)
  await create('jane')
  t.same(await names(), ['jane 1-created', 'jane 2-review'])
  await remove('jane')
  t.same(await names(), ['jane 1-created', 'jane 2-review', 'jane 5-deleted'])
})

t.test('a CSR without a first event gets no last event', async (t) => {
  const { stage, controller, create, remove, names } = await recording(t)
  await controller.stop()
  await create('jane')
  await remove('jane')
  controller.start()
  t.same(await names(), [])
  t.equal(stage.lines.length, 0)
})

t.test('after thirty events, ten per second are written', async (t) => {
  const { stage, controller, create, names } = await recording(t)
  for (let i = 0; i < 16; i++) await create(`r${i}`)
  t.equal((await names()).length, 30)
  t.notOk(controller.busy, 'events that wait for the rate limit do not count as work')
  stage.clock.advance(100)
  t.equal((await names()).length, 31)
  stage.clock.advance(100)
  t.equal((await names()).length, 32)
  t.notOk(controller.busy)
  stage.clock.advance(500)
  for (let i = 0; i < 3; i++) await create(`s${i}`)
  t.equal((await names()).length, 37)
})
