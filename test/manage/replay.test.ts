/** Random sequences of writes, clock moves, snapshots, resets and faults: what must hold after each, and that a replay is the same. */
import t, { type Test } from 'tap'
import type { JournalEntry } from '../../src/manage/journal/entry.ts'
import { createServer, type Injected, type Server } from '../../src/server.ts'
import { ManualClock } from '../fixtures/clock.ts'
import { countingEntropy } from '../fixtures/entropy.ts'
import { Random } from '../fixtures/random.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'
const CSRLAB = '/csrlab/v1'
const STEPS = 120

type Method = Parameters<Server['inject']>[0]
type Asked = readonly [method: Method, path: string, body?: object]

const FAULTS: readonly object[] = [
  { status: { code: 503 } },
  { status: { code: 409, message: 'somebody was faster' } },
  { drop: 'after' },
  { staleList: {} },
]

/** One step; what is drawn says all of it. */
const step = (random: Random): Asked => {
  const below = (n: number): number => random.int(n)
  const name = `m${below(4)}`
  const snapshot = `${CSRLAB}/snapshots/s${below(2)}`
  const makers: readonly (() => Asked)[] = [
    () => ['POST', MAPS, { metadata: { name } }],
    () => ['PUT', `${MAPS}/${name}`, { metadata: { name }, data: { a: String(below(9)) } }],
    () => ['DELETE', `${MAPS}/${name}`],
    () => ['GET', MAPS],
    () => ['GET', `${MAPS}/${name}`],
    () => ['POST', `${CSRLAB}/clock/advance`, { by: `${below(90)}m` }],
    () => ['PUT', snapshot],
    () => ['POST', `${snapshot}/restore`],
    () => [
      'POST',
      `${CSRLAB}/faults`,
      {
        name: `f${below(6)}`,
        match: { resource: 'configmaps' },
        fault: random.pick(FAULTS),
        probability: 0.3,
      },
    ],
    () => ['DELETE', `${CSRLAB}/faults/f${below(6)}`],
    // seldom: it takes the faults back
    () => (below(4) === 0 ? ['POST', `${CSRLAB}/reset`] : ['GET', MAPS]),
  ]
  return random.pick(makers)()
}

/** Undefined: the connection was cut. */
const ask = (server: Server, [method, path, body]: Asked): Promise<Injected | undefined> =>
  server.inject(method, path, body).catch(() => undefined)

const revisionOf = (answer: Injected | undefined): number =>
  Number((answer?.body['metadata'] as { resourceVersion?: string } | undefined)?.resourceVersion)

const told = ({ milliseconds: _, ...entry }: JournalEntry): object => entry

const run = async (t: Test, seed: number): Promise<object[]> => {
  const clock = new ManualClock()
  const server = await createServer({
    caKeyType: 'p256',
    clock,
    entropy: countingEntropy(),
    seed,
  })
  const random = new Random(seed)
  let newest = 0
  for (let i = 0; i < STEPS; i++) {
    const asked = step(random)
    const answer = await ask(server, asked)
    t.ok((answer?.code ?? 0) !== 500, `${asked.join(' ')}: ${JSON.stringify(answer?.body)}`)
    // of these no fault strikes
    const revision = revisionOf(await ask(server, ['GET', '/api/v1/namespaces']))
    t.ok(revision >= newest, 'versions never go back')
    newest = revision
    const { faults } = (await server.inject('GET', `${CSRLAB}/faults`)).body
    for (const { matched, happened } of faults as { matched: number; happened: number }[])
      t.ok(happened <= matched)
  }
  const entries = server.journal.find(() => true).map(told)
  await server.close()
  return entries
}

t.test('a replay with the same seed gives the same journal', async (t) => {
  const seed = 18
  const first = await run(t, seed)
  t.ok(first.length > STEPS)
  t.ok(
    first.some((entry) => 'fault' in entry),
    'faults struck',
  )
  t.same(await run(t, seed), first)
  t.strictNotSame(await run(t, seed + 1), first)
})
