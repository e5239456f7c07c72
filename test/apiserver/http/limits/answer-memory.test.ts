import { connect as connectHttp2 } from 'node:http2'
import t, { type Test } from 'tap'
import {
  type AnswerMemory,
  answerMemory,
} from '../../../../src/apiserver/http/limits/answer-memory.ts'
import { ManualClock } from '../../../fixtures/clock.ts'
import { startServer, type TestServer } from '../../../fixtures/server.ts'
import { until } from '../../../fixtures/waits.ts'
import { times } from '../../../fixtures/times.ts'

const MIB = 1024 * 1024

/** Simulates a client that reads nothing; records its admission and its disconnection. */
const taker = (answers: AnswerMemory, user: string, bytes: number) => {
  const state = { inside: false, cut: false }
  const room = answers.roomOf({ user: { name: user }, cut: () => (state.cut = true) })
  const waiting = room.take(bytes)
  if (waiting === undefined) state.inside = true
  else void waiting.then(() => (state.inside = true))
  return { state, room }
}

const insideOf = async (takers: readonly ReturnType<typeof taker>[]) => {
  await new Promise(setImmediate)
  return takers.filter(({ state }) => state.inside).length
}

t.test('small responses reserve no memory', async (t) => {
  const answers = answerMemory(new ManualClock())
  const many = times(5000, () => taker(answers, 'jane', 64 * 1024))
  t.equal(await insideOf(many), 5000)
  t.equal(answers.taken(), 0)
})

t.test(
  'large responses are admitted while there is room; another user is admitted at once',
  async (t) => {
    const answers = answerMemory(new ManualClock())
    const flood = times(190, () => taker(answers, 'jane', 3 * MIB))
    const room = await insideOf(flood)
    t.ok(room > 8 && room < 30, `${room} at a time`)
    const bob = taker(answers, 'bob', 17 * MIB)
    t.equal(await insideOf([bob]), 1)
    const others = times(100, (i) => taker(answers, `user-${i}`, 3 * MIB))
    t.ok((await insideOf(others)) < room, 'responses of other users are limited too')
    t.ok(answers.taken() <= 128 * MIB, `${answers.taken()} bytes`)
    for (const each of [...flood, bob, ...others]) each.room.end()
    t.equal(await insideOf(flood), 190, 'responses that have ended no longer wait')
    t.equal(answers.taken(), 0)
    t.equal(
      await insideOf([taker(answers, 'jane', 200 * MIB)]),
      1,
      'a response larger than the capacity is admitted if nothing else is held',
    )
  },
)

t.test(
  'enlarging a reservation never waits; reducing a reservation admits waiting responses',
  async (t) => {
    const answers = answerMemory(new ManualClock())
    const all = times(2, () => taker(answers, 'jane', 30 * MIB))
    t.equal(await insideOf(all), 2)
    const third = taker(answers, 'jane', 30 * MIB)
    t.equal(await insideOf([third]), 0)
    t.equal(all[0]!.room.take(40 * MIB), undefined)
    t.equal(await insideOf([third]), 0)
    t.equal(all[0]!.room.take(MIB), undefined, 'a smaller response, as after compression')
    t.equal(await insideOf([third]), 1)
    all[1]!.room.take(1)
    third.room.leave()
    t.equal(
      third.room.take(30 * MIB),
      undefined,
      'after leave(), a response may reserve memory again',
    )
    for (const { room } of [...all, third]) room.end()
    t.equal(third.room.take(30 * MIB), undefined, 'after its end, a response reserves nothing')
    t.equal(answers.taken(), 0)
  },
)

t.test('slow clients are disconnected only if others wait', async (t) => {
  const clock = new ManualClock()
  const answers = answerMemory(clock)
  const slow = taker(answers, 'bob', 3 * MIB)
  const flood = times(20, () => taker(answers, 'jane', 3 * MIB))
  const room = await insideOf(flood)
  t.ok(room < 20)
  clock.advance(7999)
  t.equal(flood.filter(({ state }) => state.cut).length, 0)
  clock.advance(1)
  t.equal(await insideOf(flood), 20)
  t.equal(flood.filter(({ state }) => state.cut).length, 20 - room, 'one for each that waited')
  t.notOk(slow.state.cut, 'users who hold less than the waiting user are exempt')
  const eager = taker(answers, 'jane', 3 * MIB)
  t.equal(await insideOf([eager]), 1, 'admitted at once, because a slow client is cut')
  clock.advance(60_000)
  t.equal(flood.filter(({ state }) => state.cut).length, 21 - room)
  for (const each of [slow, eager, ...flood]) each.room.end()
  t.equal(answers.taken(), 0)
  t.strictSame(clock.waiting, [])
})

const AT = '/api/v1/namespaces/default/configmaps'

/** Requests the list over a new connection and reads nothing. */
const ask = async (
  t: Test,
  lab: TestServer,
  headers: Readonly<Record<string, string>>,
  http2: boolean,
) => {
  const sent = { authorization: `Bearer ${lab.server.adminToken}`, ...headers }
  if (http2) {
    const session = connectHttp2(lab.url, { rejectUnauthorized: false })
    t.teardown(() => session.destroy())
    const stream = session.request({ ...sent, ':path': AT })
    stream.on('error', () => undefined)
    return
  }
  const socket = await lab.socket()
  t.teardown(() => socket.destroy())
  socket.on('error', () => undefined).pause()
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`GET ${AT} HTTP/1.1\r\nhost: a\r\n${lines.join('')}\r\n`)
}

t.test('lists that are never read do not block other users', async (t) => {
  const lab = await startServer(t)
  // incompressible data
  let state = 1
  const noise = () =>
    Buffer.from(
      Uint32Array.from({ length: 150_000 }, () => (state = Math.imul(state, 48271) >>> 0)).buffer,
    ).toString('base64')
  for (let i = 0; i < 10; i++)
    await lab.create(AT, { metadata: { name: `large-${i}` }, data: { a: noise() } })
  for (const [name, http2, headers] of [
    ['HTTP/1.1', false, {}],
    ['HTTP/2', true, {}],
    ['HTTP/1.1, gzip', false, { 'accept-encoding': 'gzip' }],
    ['HTTP/2, gzip', true, { 'accept-encoding': 'gzip' }],
  ] as const)
    await t.test(name, async (t) => {
      await until(() => lab.server.held.requests === 0)
      t.equal(lab.server.held.answers, 0)
      const count = 12
      for (let i = 0; i < count; i++)
        await ask(
          t,
          lab,
          { ...headers, 'impersonate-user': 'jane', 'impersonate-group': 'system:masters' },
          http2,
        )
      await until(() => lab.server.held.requests >= count && lab.server.held.answers >= 32 * MIB)
      const list = await lab.get(AT)
      t.equal(list.body.items.length, 11, 'another user is admitted at once')
      t.ok(lab.server.held.answers < 80 * MIB, `${lab.server.held.answers} bytes`)
      const own = lab.get(AT, { as: { user: 'jane', groups: ['system:masters'] } })
      let over = false
      void own.then(() => (over = true))
      await lab.get('/readyz')
      t.notOk(over, "jane's next request waits")
      lab.clock.advance(14_000)
      t.equal((await own).code, 200, 'admitted once slow clients are cut off')
    })
})
