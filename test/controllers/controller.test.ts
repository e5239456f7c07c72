import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { CertificateSigningRequest } from '../../src/apis/certificates.ts'
import { IgnorableError } from '../../src/controllers/errors.ts'
import type { ObjectClient } from '../../src/controllers/object-client.ts'
import { objectController } from '../../src/controllers/object-controller.ts'
import { csrBody } from '../fixtures/builders.ts'
import { Stage } from './stage.ts'

const fill = (stage: Stage, count: number, from = 0) =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      stage.create(stage.csrs, csrBody({ name: `r${from + i}` })),
    ),
  )

const started = (
  t: Test,
  stage: Stage,
  reconcile: (name: string) => Promise<void>,
  client: ObjectClient<CertificateSigningRequest> = stage.client(stage.csrs),
) =>
  stage.start(
    t,
    objectController({
      name: 'test',
      ...stage.parts(stage.csrs),
      client,
      workers: 5,
      wants: () => true,
      reconcile: ({ metadata: { name = '' } }) => reconcile(name),
    }),
  )

t.test('existing and new objects are reconciled', async (t) => {
  const stage = new Stage(t)
  await fill(stage, 3)
  const seen: string[] = []
  started(t, stage, async (name) => void seen.push(name))
  await stage.until(() => seen.length === 3)
  await fill(stage, 1, 3)
  await stage.until(() => seen.length === 4)
  t.same(seen.sort(), ['r0', 'r1', 'r2', 'r3'])
})

t.test('each worker reconciles one object of a burst at a time', async (t) => {
  const stage = new Stage(t)
  const COUNT = 1000
  await fill(stage, COUNT)
  let atOnce = 0
  let most = 0
  let done = 0
  started(t, stage, async () => {
    most = Math.max(most, ++atOnce)
    await setImmediate()
    atOnce--
    done++
  })
  await stage.until(() => done === COUNT)
  t.equal(most, 5)
})

t.test('every object of a burst is tried, even if all fail', async (t) => {
  const stage = new Stage(t)
  const COUNT = 450
  await fill(stage, COUNT)
  const tried = new Set<string>()
  const controller = started(t, stage, async (name) => {
    tried.add(name)
    throw new IgnorableError('not yet')
  })
  await stage.until(() => tried.size === COUNT)
  await stage.until(() => stage.clock.waiting.length === COUNT)
  await controller.stop()
  t.same(stage.clock.waiting, [], 'stop leaves no timers')
})

t.test('a controller without permission to watch retries after half a minute', async (t) => {
  const stage = new Stage(t)
  stage.may = ({ user, verb }) => user.name !== 'informer' || verb !== 'watch'
  let seen = 0
  const controller = started(t, stage, async () => void seen++)
  await fill(stage, 1)
  t.equal(stage.lines[0]?.message, 'cannot watch, and will retry')
  t.same(stage.clock.waiting, [30_000])
  stage.may = () => true
  stage.clock.advance(30_000)
  await stage.until(() => seen === 1)
  await controller.stop()
  t.same(stage.clock.waiting, [])
})

t.test('a controller whose revision is compacted lists again', async (t) => {
  const stage = new Stage(t)
  let lists = 0
  stage.may = ({ verb }) => {
    if (verb === 'list') lists++
    return true
  }
  let seen = 0
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  started(t, stage, async () => {
    await held
    seen++
  })
  await fill(stage, 250)
  await stage.settle()
  await fill(stage, 50, 250)
  stage.store.compact(stage.store.revision)
  release()
  await stage.until(() => seen >= 300)
  t.equal(lists, 2)
  t.same(stage.lines, [])
})

t.test('races and expected failures are logged as debug, other failures as errors', async (t) => {
  const stage = new Stage(t)
  await fill(stage, 1)
  const failures = [new IgnorableError('later'), new Error('broken')]
  const client = stage.client(stage.csrs)
  const stale = client.cached('r0')!
  await stage.change(stage.csrs, 'r0', (csr) => ({
    ...csr,
    metadata: { ...csr.metadata, labels: { a: 'b' } },
  }))
  let tries = 0
  started(t, stage, async () => {
    tries++
    const failure = failures.shift()
    if (failure !== undefined) throw failure
    await client.update(stale)
  })
  for (const wanted of [1, 2, 3]) {
    await stage.until(() => stage.lines.length === wanted)
    stage.clock.advance(10_000)
  }
  t.same(
    stage.lines.map(({ level, error }) => [level, error.slice(0, 30)]),
    [
      ['debug', 'later'],
      ['error', 'broken'],
      ['debug', 'Operation cannot be fulfilled '],
    ],
  )
  t.ok(tries >= 3)
})

t.test('work waits until a remote cache is complete', async (t) => {
  const stage = new Stage(t)
  await fill(stage, 300)
  let complete: () => void = () => undefined
  const synced = new Promise<void>((resolve) => (complete = resolve))
  const client = Object.assign(stage.client(stage.csrs), { synced })
  const seen: string[] = []
  started(t, stage, async (name) => void seen.push(name), client)
  await stage.settle()
  t.equal(seen.length, 0)
  complete()
  await stage.until(() => seen.length === 300)
})
