import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Clock } from '../../src/apimachinery/clock.ts'
import type { Lease } from '../../src/apis/coordination.ts'
import { electLeader } from '../../src/controllers/leader-election.ts'
import { ManualClock } from '../fixtures/clock.ts'
import { Stage } from './stage.ts'

/** Candidates for one Lease. */
class Hall extends Stage {
  readonly leading = new Set<string>()
  readonly told: string[] = []
  /** candidates whose writes fail */
  readonly cutOff = new Set<string>()
  /** candidates that cannot read the Lease */
  readonly blind = new Set<string>()
  readonly leases = this.open<Lease>('Lease')
  readonly #t: Test

  constructor(t: Test) {
    super(t)
    this.#t = t
  }

  /** Returns the function that stops the candidate. */
  candidate(identity: string, clock: Clock = this.clock): () => Promise<void> {
    const client = this.client(this.leases)
    const assertConnected = () => {
      if (this.cutOff.has(identity)) throw new Error('etcdserver: request timed out')
    }
    const stop = electLeader({
      leases: {
        live: async (...of) => {
          if (this.blind.has(identity)) throw new Error('the Lease cannot be decoded')
          return client.live(...of)
        },
        create: async (...of) => {
          assertConnected()
          return client.create(...of)
        },
        update: async (...of) => {
          assertConnected()
          return client.update(...of)
        },
        onChange: (wake) => client.onChange(wake),
      },
      identity,
      clock,
      entropy: this.entropy,
      log: { ...this.log, info: (_details, message) => this.told.push(`${identity} ${message}`) },
      begin: () => this.leading.add(identity),
      end: async () => {
        await setImmediate()
        this.leading.delete(identity)
      },
    })
    this.#t.teardown(() => {
      const stopped = stop()
      this.clock.advance(60_000)
      return stopped
    })
    return stop
  }

  get leaders(): string[] {
    return [...this.leading]
  }

  get lease(): Lease {
    return this.get(this.leases, 'kube-controller-manager', 'kube-system')!
  }

  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms
    while (this.clock.now() < end) {
      const [next = Infinity] = this.clock.waiting
      this.clock.advance(Math.min(Math.max(next, 1), end - this.clock.now()))
      await this.settle()
    }
  }
}

const made = async (t: Test, ...identities: string[]) => {
  const hall = new Hall(t)
  await hall.createNamespace('kube-system')
  const stops: (() => Promise<void>)[] = []
  for (const identity of identities) {
    stops.push(hall.candidate(identity))
    await hall.settle()
  }
  return { hall, stops }
}

t.test("the first candidate leads, and its Lease looks like client-go's", async (t) => {
  const { hall } = await made(t, 'a_1', 'b_2')
  t.same(hall.leaders, ['a_1'])
  const start = '2030-05-06T07:08:09.000000Z'
  const spec = {
    holderIdentity: 'a_1',
    leaseDurationSeconds: 15,
    acquireTime: start,
    renewTime: start,
    leaseTransitions: 0,
  }
  t.same(hall.lease.spec, spec)
  await hall.pass(2000)
  t.same(hall.lease.spec, { ...spec, renewTime: '2030-05-06T07:08:11.000000Z' })
  await hall.pass(60_000)
  t.same(hall.leaders, ['a_1'], 'it leads as long as it renews')
})

t.test('when a leader releases the Lease, the next candidate leads at once', async (t) => {
  const { hall, stops } = await made(t, 'a', 'b')
  await hall.pass(5000)
  await stops[0]!()
  await hall.settle()
  t.same(hall.leaders, ['b'])
  t.match(hall.lease.spec, {
    holderIdentity: 'b',
    leaseTransitions: 1,
    acquireTime: '2030-05-06T07:08:14.000000Z',
  })
  await stops[1]!()
  t.match(hall.lease.spec, { holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions: 1 })
  t.same(hall.told, ['a became leader', 'b became leader'])
})

t.test('after a crash, the next candidate leads once the Lease has expired', async (t) => {
  const { hall } = await made(t, 'a', 'b')
  await hall.pass(5000)
  // the last renewal was a second ago
  hall.cutOff.add('a')
  await hall.pass(13_900)
  t.notOk(hall.leading.has('b'), 'a lease lasts 15 s')
  await hall.pass(300)
  t.same(hall.leaders, ['b'])
})

t.test('a leader that cannot renew stops after 10 s, and leads again once it can', async (t) => {
  const { hall } = await made(t, 'a', 'b')
  await hall.pass(4000)
  hall.cutOff.add('a')
  hall.cutOff.add('b')
  await hall.pass(9900)
  t.same(hall.leaders, ['a'])
  await hall.pass(200)
  t.same(hall.leaders, [], '10 s after its last renewal')
  hall.cutOff.delete('a')
  await hall.pass(4500)
  t.same(hall.leaders, ['a'], 'it leads again once it can write')
  t.equal(hall.lease.spec.leaseTransitions, 0, 'no other candidate has led in between')
})

t.test('with skewed clocks, the first candidate keeps leading', async (t) => {
  const { hall } = await made(t)
  for (const [identity, minutes] of [
    ['early', -60],
    ['late', 60],
    ['right', 0],
  ] as const) {
    const clock: Clock = {
      now: () => hall.clock.now() + minutes * 60_000,
      after: (ms, task) => hall.clock.after(ms, task),
    }
    hall.candidate(identity, clock)
    await hall.settle()
  }
  for (let step = 0; step < 60; step++) {
    await hall.pass(1000)
    t.same(hall.leaders, ['early'])
  }
})

t.test('there are never two leaders, whichever connections fail and when', async (t) => {
  const { hall } = await made(t, 'a', 'b', 'c')
  const draw = (below: number) => hall.entropy.bytes(4).readUInt32BE() % below
  const leaders = new Set<string>()
  for (let step = 0; step < 60; step++) {
    hall.cutOff.clear()
    for (const identity of ['a', 'b', 'c']) if (draw(2) === 0) hall.cutOff.add(identity)
    await hall.pass(500 + draw(25_000))
    if (hall.leading.size > 1) t.fail(`${hall.leaders.join(' and ')} lead at step ${step}`)
    for (const leader of hall.leading) leaders.add(leader)
  }
  t.equal(leaders.size, 3, 'each has led')
})

t.test(
  'a leader whose Lease is taken manually stops, and leads again once the Lease expires',
  async (t) => {
    const { hall } = await made(t, 'a')
    await hall.change(
      hall.leases,
      'kube-controller-manager',
      (lease) => ({ ...lease, spec: { ...lease.spec, holderIdentity: 'somebody' } }),
      { namespace: 'kube-system' },
    )
    await hall.pass(100)
    t.same(hall.leaders, [])
    await hall.pass(14_800)
    t.same(hall.leaders, [])
    await hall.pass(300)
    t.same(hall.leaders, ['a'])
  },
)

t.test('a leader whose Lease is deleted recreates it and continues', async (t) => {
  const { hall } = await made(t, 'a')
  await hall.leases.delete(hall.context(), {
    namespace: 'kube-system',
    name: 'kube-controller-manager',
  })
  await hall.pass(2000)
  t.same(hall.leaders, ['a'])
  t.equal(hall.lease.spec.holderIdentity, 'a')
})

t.test('a candidate that stops waits at most 2 s for an unresponsive store', async (t) => {
  const clock = new ManualClock()
  const never = new Promise<Lease>(() => undefined)
  const leading: boolean[] = []
  const stop = electLeader({
    leases: { live: async () => undefined, create: () => never, update: () => never },
    identity: 'a',
    clock,
    entropy: new Stage(t).entropy,
    log: new Hall(t).log as never,
    begin: () => leading.push(true),
    end: async () => undefined,
  })
  const stopped = stop()
  await setImmediate()
  clock.advance(2000)
  await stopped
  t.same(leading, [])
})

t.test('a candidate that cannot read a changed Lease tries again later', async (t) => {
  const { hall, stops } = await made(t, 'a_1', 'b_2')
  hall.blind.add('b_2')
  await hall.pass(10_000)
  t.same(hall.leaders, ['a_1'])
  await stops[0]!()
  await hall.settle()
  t.same(hall.leaders, [])
  hall.blind.delete('b_2')
  await hall.pass(20_000)
  t.same(hall.leaders, ['b_2'])
})
