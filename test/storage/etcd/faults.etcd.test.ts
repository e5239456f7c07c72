/** A store while etcd or the network fails. */
import { execFileSync } from 'node:child_process'
import t, { type Test } from 'tap'
import { compactor } from '../../../src/storage/etcd/compactor.ts'
import { connectionTo } from '../../../src/storage/etcd/connection.ts'
import { historyBegin } from '../../../src/storage/etcd/history-begin.ts'
import { keysUnder } from '../../../src/storage/etcd/keys.ts'
import { type EtcdStore, openEtcdStore } from '../../../src/storage/etcd.ts'
import { ManualClock } from '../../fixtures/clock.ts'
import { startEtcd, withoutEtcd } from '../../fixtures/etcd.ts'
import { Gateway } from '../../fixtures/gateway.ts'
import { until } from '../../fixtures/waits.ts'
import {
  codeOf,
  create,
  key,
  lineOf,
  PREFIX,
  remove,
  storeCode,
  update,
  valueOf,
  VALUES,
} from '../conformance.ts'
import { subscribed } from '../subscribed.ts'

let count = 0
const freshPrefix = () => `/fault-${++count}`

const open = async (t: Test, url: string | string[], prefix: string) => {
  const store = await openEtcdStore({ servers: [url].flat(), prefix, values: VALUES })
  t.teardown(() => store.close())
  store.collection(PREFIX)
  return store
}

/** Two stores of the same rows, one of them behind a gateway. */
const farAndNear = async (t: Test, url: string) => {
  const gateway = await Gateway.to(t, url)
  const prefix = freshPrefix()
  const [far, near] = await Promise.all([open(t, gateway.url, prefix), open(t, url, prefix)])
  return { gateway, far, near }
}

/**
 * Returns a list that grows with each change of the store, such as `put a`, and gets `compacted` if
 * history was lost.
 */
const follow = (store: EtcdStore, readsRest = false) => {
  const told: string[] = []
  const things = store.collection(PREFIX)
  let cursor = store.revision
  const read = () => {
    try {
      for (const change of things.changesAfter(cursor, 1000)) {
        cursor = change.revision
        const { type, row } = change
        told.push(`${type} ${row.key.slice(PREFIX.length)}`)
      }
    } catch (error) {
      told.push(storeCode(error))
      cursor = store.revision
    }
  }
  const readRest = () => {
    read()
    cursor = store.revision
  }
  subscribed(things, read, readsRest ? readRest : undefined)
  return told
}

/** An etcd of three members, a store with the row `a`, and a subscriber's changes. */
const threeMembers = async (t: Test) => {
  const members = await startEtcd(t, {
    members: 3,
    options: ['--heartbeat-interval', '50', '--election-timeout', '500'],
  })
  const urls = members.map(({ url }) => url)
  const store = await open(t, urls, freshPrefix())
  const told = follow(store)
  await create(store, 'a', '1')
  return { members, store, told }
}

t.test('a store survives faults of etcd and of the network', { skip: withoutEtcd }, async (t) => {
  const [etcd] = await startEtcd(t)
  const { url } = etcd!
  const connection = connectionTo({ servers: [url] })
  t.teardown(() => connection.close())

  t.test('a closed connection is reopened, and no change is missed', async (t) => {
    const { gateway, far, near } = await farAndNear(t, url)
    const told = follow(far)
    await create(near, 'a', '1')
    gateway.cut()
    const row = await create(near, 'b', '2')
    await remove(near, 'b', row.revision, '2')
    await far.current()
    t.same(told, ['put a', 'put b', 'delete b'])
    t.equal(far.refusal, undefined)
    t.equal((await create(far, 'c', '3')).revision, far.revision)
  })

  t.test('requests fail while etcd is away, and work again when etcd is back', async (t) => {
    const gateway = await Gateway.to(t, url)
    const store = await open(t, gateway.url, freshPrefix())
    const told = follow(store)
    await create(store, 'a', '1')
    gateway.close()
    // the write may have been sent before the connection broke
    t.match(await codeOf(create(store, 'z', '2')), /^(?:unreachable|unknown)$/)
    t.equal(await codeOf(store.current()), 'unreachable')
    await until(() => store.refusal !== undefined, 'the failure is reported')
    t.match(store.refusal, /^etcd is unavailable: http:\S+: [^()]+$/)
    t.equal(await codeOf(create(store, 'b', '2')), 'unreachable', 'once the failure is known')
    t.equal(String(store.collection(PREFIX).get(key('a'))?.value).slice(0, 2), '1@')
    gateway.open()
    await until(() => store.refusal === undefined, 'etcd is back')
    await create(store, 'b', '2')
    t.same(
      told.filter((line) => line !== 'put z'),
      ['put a', 'put b'],
    )
  })

  t.test('a write without a response is not acknowledged, and may have happened', async (t) => {
    const { gateway, far, near } = await farAndNear(t, url)
    const told = follow(far)
    gateway.mute()
    const write = codeOf(create(far, 'a', '1'))
    await until(() => near.collection(PREFIX).get(key('a')) !== undefined, 'etcd has the write')
    gateway.cut()
    gateway.open()
    t.equal(await write, 'unknown')
    await far.current()
    t.same(told, ['put a'])
    t.equal(await codeOf(create(far, 'a', '1')), 'exists')
  })

  t.test('an unresponsive server is abandoned for another', async (t) => {
    const gateway = await Gateway.to(t, url)
    const store = await open(t, [gateway.url, url], freshPrefix())
    await create(store, 'a', '1')
    gateway.silence()
    await store.current()
    t.equal((await create(store, 'b', '2')).revision, store.revision, 'the other server is used')
  })

  t.test('history compacted while a store is disconnected is lost for watches', async (t) => {
    const { gateway, far, near } = await farAndNear(t, url)
    const [a, b] = [await create(near, 'a', '1'), await create(near, 'b', '2')]
    await near.settings.change({ ca: Buffer.from('old') })
    await far.current()
    const client = follow(far)
    const controller = follow(far, true)
    gateway.close()
    await update(near, 'a', a.revision, '3')
    await remove(near, 'b', b.revision, '2')
    await create(near, 'c', '4')
    await near.settings.change({ ca: Buffer.from('new') })
    await connection.compact({ revision: near.revision })
    gateway.open()
    await until(() => far.revision >= near.revision, 'the connection is back')
    t.same(
      controller,
      ['put a', 'put c', 'delete b'],
      'a subscriber with readRest gets the differences',
    )
    t.same(client, ['compacted'])
    t.same(far.collection(PREFIX).list().rows, near.collection(PREFIX).list().rows)
    t.equal(far.compacted, far.revision)
    t.equal(String(far.settings.get('ca')), 'new')
    const row = await create(far, 'd', '5')
    const [last] = far.collection(PREFIX).changesAfter(row.revision - 1, 10)
    t.match(lineOf(last!), /^put \d+ d=5@/)
  })

  t.test('data of a newer format is rejected', async (t) => {
    const prefix = freshPrefix()
    await (await open(t, url, prefix)).close()
    const { format } = keysUnder(prefix)
    t.equal(String((await connection.range({ key: format })).kvs[0]?.value), '1')
    await connection.txn({ success: [{ request_put: { key: format, value: Buffer.from('2') } }] })
    await t.rejects(open(t, url, prefix), {
      name: 'OpenError',
      kind: 'newer',
      message: /^the data in etcd under \/fault-\d+ were written by a newer csrlab \(format 2; /,
    })
  })

  t.test('in each round, one replica compacts history up to the previous round', async (t) => {
    const prefix = freshPrefix()
    const store = await open(t, url, prefix)
    const keys = keysUnder(prefix)
    const [one, two] = [compactor(connection, keys), compactor(connection, keys)]
    await one.round()
    await two.round()
    const { revision } = await create(store, 'a', '1')
    const begin = () => historyBegin(connection, keys.range)
    const before = await begin()
    await one.round()
    const after = await begin()
    t.ok(after > before && after < revision, `${before} < ${after} < ${revision}`)
    await two.round()
    t.equal(await begin(), after, 'the other replica has compacted in this round')
  })

  t.test('a store compacts every five minutes, until it is closed', async (t) => {
    const clock = new ManualClock()
    const prefix = freshPrefix()
    const after = clock.after.bind(clock)
    const store = await openEtcdStore({ servers: [url], prefix, values: VALUES, after })
    store.collection(PREFIX)
    const keys = keysUnder(prefix)
    const rounds = async () =>
      (await connection.range({ key: keys.compaction })).kvs[0]?.mod_revision ?? 0
    const pass = async () => {
      const before = await rounds()
      clock.advance(299_999)
      t.equal(await rounds(), before)
      clock.advance(1)
      await until(async () => (await rounds()) > before, 'a round of compaction')
    }
    await pass()
    const { revision } = await create(store, 'a', '1')
    const begin = () => historyBegin(connection, keys.range)
    const before = await begin()
    await pass()
    await until(async () => (await begin()) > before, 'history begins later')
    t.ok((await begin()) < revision)
    await store.close()
    t.same(clock.waiting, [])
  })

  t.test('a distant etcd causes delays, but no reordering', async (t) => {
    const { gateway, far, near } = await farAndNear(t, url)
    const told = follow(far)
    gateway.delay(40)
    const names = Array.from({ length: 10 }, (_, i) => `n${i}`)
    const rows = await Promise.all(
      names.map((name, i) => (i % 2 === 0 ? far : near).create(key(name), valueOf(name))),
    )
    t.same(far.collection(PREFIX).get(key('n0')), rows[0], 'a store reads its own writes')
    await far.current()
    t.same(far.collection(PREFIX).list().rows, near.collection(PREFIX).list().rows)
    const written = rows.toSorted((a, b) => a.revision - b.revision)
    t.same(
      told,
      written.map((row) => `put ${row.key.slice(PREFIX.length)}`),
    )
    t.equal(far.refusal, undefined)
  })

  t.test('a new replica serves history since the last compaction', async (t) => {
    const prefix = freshPrefix()
    const first = await open(t, url, prefix)
    await create(first, 'a', '1')
    await connection.compact({ revision: first.revision })
    const from = first.revision
    await create(first, 'b', '2')
    const second = await open(t, url, prefix)
    t.equal(second.compacted, from)
    t.same([first.isNew, second.isNew], [true, false])
    t.same(
      second.collection(PREFIX).changesAfter(from, 10).map(lineOf),
      first.collection(PREFIX).changesAfter(from, 10).map(lineOf),
    )
  })
})

t.test(
  'a full etcd rejects writes, but serves reads and deletes',
  { skip: withoutEtcd },
  async (t) => {
    const [etcd] = await startEtcd(t, { options: ['--quota-backend-bytes', '2000000'] })
    const { url } = etcd!
    const ctl = (...args: string[]) =>
      execFileSync('etcdctl', ['--endpoints', url, ...args], { encoding: 'utf8' })
    const store = await open(t, url, freshPrefix())
    const write = (i: number): Promise<string | undefined> =>
      codeOf(store.create(key(`n${i}`), Buffer.alloc(500_000)))
    const codes: (string | undefined)[] = []
    // etcd updates its size on a commit, some 100 ms later
    for (let i = 0; i < 200 && codes.at(-1) === undefined; i++) codes.push(await write(i))
    t.equal(codes.at(-1), 'full')
    t.match(ctl('alarm', 'list'), /NOSPACE/)
    t.equal(await write(998), 'full')
    await t.rejects(store.create(key('n997'), Buffer.alloc(500_000)), {
      message: /^etcd is full \(http:\S+: .*database space exceeded\): .*alarm disarm$/,
    })
    t.equal(store.refusal, undefined, 'a full etcd can be read')
    const row = store.collection(PREFIX).get(key('n0'))!
    await store.delete(row.key, row.revision, row.value)
    t.equal(store.collection(PREFIX).get(key('n0')), undefined, 'deletes go through')
    ctl('compact', String(store.revision))
    ctl('del', '--prefix', '/fault')
    ctl('compact', String(store.revision + 1))
    ctl('defrag')
    ctl('alarm', 'disarm')
    t.equal(await write(999), undefined)
  },
)

t.test('a store recovers when all three members restart', { skip: withoutEtcd }, async (t) => {
  const { members, store, told } = await threeMembers(t)
  await Promise.all(members.map((member) => member.stop()))
  const lost = create(store, 'lost', '2')
  t.match(await codeOf(lost), /^(?:unreachable|unknown)$/)
  t.equal(await codeOf(store.current()), 'unreachable')
  t.match(store.refusal, /^etcd is unavailable: /)
  t.not(store.collection(PREFIX).get(key('a')), undefined, 'acknowledged data stays')
  await Promise.all(members.map((member) => member.start()))
  await until(() => store.refusal === undefined, 'etcd is back')
  await store.current()
  t.not(store.collection(PREFIX).get(key('a')), undefined)
  await create(store, 'b', '3')
  t.same(
    told.filter((line) => line !== 'put lost'),
    ['put a', 'put b'],
  )
})

t.test('writes continue after the etcd leader stops', { skip: withoutEtcd }, async (t) => {
  const { members, store, told } = await threeMembers(t)
  const leaders = await Promise.all(
    members.map(async (member) => [member, await member.isLeader()] as const),
  )
  await leaders.find(([, isLeader]) => isLeader)![0].stop()
  let written = ''
  for (let i = 0; written === ''; i++) {
    // without a leader, writes fail, but etcd may still apply them later
    const code = await codeOf(create(store, `b${i}`, '2'))
    if (code === undefined) written = `b${i}`
    else t.match(code, /^(?:unreachable|unknown|unavailable)$/)
  }
  await store.current()
  t.ok(told.includes(`put ${written}`))
  t.equal(new Set(told).size, told.length, 'nothing is reported twice')
})
