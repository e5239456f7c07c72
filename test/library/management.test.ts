import { X509Certificate } from 'node:crypto'
import t from 'tap'
import type { ClusterOptions } from '../../src/index.ts'
import { startCluster, started } from './built.ts'
import { request, whoami } from './client.ts'

t.test('the built package serves its OpenAPI document, unless management is off', async (t) => {
  const cluster = await started(t)
  t.equal((await request(cluster, cluster, '/csrlab/v1/openapi.yaml')).code, 200)
  const faithful = await started(t, { management: false })
  t.equal((await request(faithful, faithful, '/csrlab/v1/openapi.yaml')).code, 404)
})

const DAY = 24 * 3_600_000

t.test('a program moves the clock', async (t) => {
  const cluster = await started(t, { clock: new Date('2030-01-01T00:00:00Z') })
  const { clock } = cluster
  t.ok(clock.running)
  t.ok(clock.now() >= new Date('2030-01-01T00:00:00Z'))
  await clock.freeze()
  t.notOk(clock.running)
  const start = clock.now()
  t.same(clock.now(), start)
  const jane = await cluster.issue({ commonName: 'jane', expirationSeconds: 3600 })
  t.equal(
    (await whoami(cluster, jane)).username,
    'jane',
    'the serving certificate is valid now, her certificate in 2030',
  )
  t.same(await clock.advance('1h30m'), new Date(start.getTime() + 5_400_000))
  t.equal(await whoami(cluster, jane), undefined, 'her certificate has expired')
  t.same(await clock.advance(1000), new Date(start.getTime() + 5_401_000))
  t.same(await clock.set('2031-01-01T00:00:00Z'), new Date('2031-01-01T00:00:00Z'))
  await t.rejects(clock.set(start), /moves forward only/)
  t.same(await clock.set(start, { force: true }), start)
  await clock.run()
  t.ok(clock.running)
})

t.test('a cluster whose clock is in the past works', async (t) => {
  const cluster = await started(t, { clock: new Date('2020-01-01T00:00:00Z') })
  const jane = await cluster.issue({ commonName: 'jane', expirationSeconds: 3600 })
  t.match(new X509Certificate(jane.certificate).validTo, /^Jan +1 0\d:\d\d:\d\d 2020 GMT$/)
  t.equal((await whoami(cluster, jane)).username, 'jane')
  await cluster.clock.advance('2h')
  t.equal(await whoami(cluster, jane), undefined)
})

t.test('a cluster keeps its clock while it sleeps', async (t) => {
  for (const dataDir of [undefined, t.testdir()]) {
    const cluster = await started(t, { clock: 'frozen', ...(dataDir && { dataDir }) })
    const now = await cluster.clock.advance(DAY)
    await cluster.sleep()
    t.throws(() => cluster.clock.now(), /the cluster sleeps/)
    await t.rejects(cluster.clock.advance('1h'), /the cluster sleeps/)
    await cluster.wake()
    t.same(cluster.clock.now(), now)
    t.notOk(cluster.clock.running)
  }
})

t.test('a cluster uses the clock that a program passes', async (t) => {
  let now = Date.UTC(2040, 0, 1)
  const cluster = await started(t, {
    clock: { now: () => now, after: () => () => undefined },
  })
  t.same(cluster.clock.now(), new Date(now))
  t.equal((await request(cluster, cluster, '/readyz')).code, 200)
  now += DAY
  t.same(cluster.clock.now(), new Date(now))
  t.same(await cluster.clock.advance('24h'), new Date(now + DAY))
})

t.test('invalid clocks and times are rejected with a reason', async (t) => {
  const wrong = [
    ['stopped', /^clock: give 'frozen', a Date, or an object with .* not stopped\.$/],
    [5, /^clock: give .* not 5\.$/],
    [null, /^clock: give .* not null\.$/],
    [{ now: () => 0 }, /^clock: give .*\.$/],
    [new Date('x'), /^clock: the Date is invalid\.$/],
  ] as const
  for (const [clock, message] of wrong)
    await t.rejects(startCluster({ clock } as ClusterOptions), { message })
  const { clock } = await started(t)
  await t.rejects(clock.advance(-1), /by: give milliseconds, 0 or more, not -1/)
  await t.rejects(clock.set('yesterday'), /time: give a Date, or a time such as .*, not yesterday/)
})
