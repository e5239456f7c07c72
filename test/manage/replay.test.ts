/**
 * Random sequences of writes, requests for certificates, clock moves, snapshots, resets, faults and rules: what must hold after each, and
 * that a replay is the same.
 */
import t, { type Test } from 'tap'
import type { JournalEntry } from '../../src/manage/journal/entry.ts'
import { createServer, type Injected, type Server } from '../../src/server.ts'
import { COLLECTION, csrBody } from '../fixtures/builders.ts'
import { ManualClock } from '../fixtures/clock.ts'
import { countingEntropy } from '../fixtures/entropy.ts'
import { Random } from '../fixtures/random.ts'
import { until } from '../fixtures/waits.ts'

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
  { delay: '3s' },
]

const CSR_FAULTS: readonly object[] = [
  { signer: { delay: '30m' } },
  { signer: { silent: true } },
  { signer: { fail: 'out of paper' } },
  { signer: { wrongCA: true } },
  { approver: { deny: 'not today' } },
  { approver: { approve: true } },
  { approver: { delay: '20m' } },
]

const RULES: readonly object[] = [
  { everything: true, approve: true },
  { expirationSeconds: 3600, approve: true },
  { users: ['kubernetes-*'], deny: 'not by hand' },
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
    () => [
      'POST',
      `${CSRLAB}/faults`,
      {
        name: `f${below(6)}`,
        match: { signer: 'kubernetes.io/kube-apiserver-client' },
        fault: random.pick(CSR_FAULTS),
        probability: 0.5,
      },
    ],
    () => ['DELETE', `${CSRLAB}/faults/f${below(6)}`],
    () => ['PUT', `${CSRLAB}/approvers`, random.some(RULES)],
    () => [
      'POST',
      COLLECTION,
      csrBody({ name, ...(below(2) === 0 && { expirationSeconds: 600 }) }),
    ],
    () => ['POST', COLLECTION, csrBody({ name })],
    () => ['DELETE', `${COLLECTION}/${name}`],
    // seldom: it takes the faults back
    () => (below(4) === 0 ? ['POST', `${CSRLAB}/reset`] : ['GET', MAPS]),
  ]
  return random.pick(makers)()
}

interface Played {
  readonly server: Server
  /** the time of clients */
  readonly clients: ManualClock
}

/** Undefined: the connection was cut. Clients live until they are answered. */
const ask = async (
  { server, clients }: Played,
  [method, path, body]: Asked,
): Promise<Injected | undefined> => {
  let isDone = false
  const answer = server
    .inject(method, path, body)
    .catch(() => undefined)
    .finally(() => (isDone = true))
  await until(() => {
    if (!isDone) clients.advance(1000)
    return isDone
  }, path)
  return answer
}

interface Decided {
  readonly metadata: { readonly name: string }
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly message?: string }[]
    readonly certificate?: string
  }
}

/** What has become of the requests for certificates, once all has been done. */
const decisions = async (t: Test, { server }: Played): Promise<object[]> => {
  await server.clock.settled()
  // of the administrator, whom no fault of these strikes here: the store is asked
  const { body } = await server.inject('GET', `${COLLECTION}?resourceVersion=0`)
  return (body['items'] as Decided[]).map(({ metadata: { name }, status }) => {
    const conditions = status.conditions ?? []
    const has = (type: string): boolean => conditions.some((one) => one.type === type)
    t.notOk(has('Approved') && has('Denied'), 'nobody is both')
    t.ok(status.certificate === undefined || has('Approved'), 'nobody is signed unapproved')
    return [
      name,
      conditions.map(({ type, message }) => `${type}: ${message}`),
      status.certificate !== undefined,
    ]
  })
}

const revisionOf = (answer: Injected | undefined): number =>
  Number((answer?.body['metadata'] as { resourceVersion?: string } | undefined)?.resourceVersion)

const told = ({ milliseconds: _, auditID: __, ...entry }: JournalEntry): object => entry

/** What is in the journal in the end, and the decisions after each step. */
const run = async (t: Test, seed: number): Promise<object[]> => {
  const [clock, clients] = [new ManualClock(), new ManualClock()]
  const server = await createServer({
    caKeyType: 'p256',
    clock,
    realTime: clients,
    entropy: countingEntropy(),
    seed,
  })
  const played = { server, clients }
  const random = new Random(seed)
  const decided: object[] = []
  const entries: object[] = []
  let newest = 0
  let last = 0
  for (let i = 0; i < STEPS; i++) {
    const asked = step(random)
    const answer = await ask(played, asked)
    t.ok((answer?.code ?? 0) !== 500, `${asked.join(' ')}: ${JSON.stringify(answer?.body)}`)
    // of these no fault strikes
    const revision = revisionOf(await ask(played, ['GET', '/api/v1/namespaces']))
    t.ok(revision >= newest, 'versions never go back')
    newest = revision
    const { faults } = (await server.inject('GET', `${CSRLAB}/faults`)).body
    for (const { matched, happened } of faults as { matched: number; happened: number }[])
      t.ok(happened <= matched)
    decided.push(await decisions(t, played))
    // a reset empties the journal
    entries.push(...server.journal.find(({ number }) => number > last).map(told))
    last = server.journal.last
  }
  await server.close()
  return [...entries, ...decided]
}

t.test('a replay with the same seed gives the same journal', async (t) => {
  const seed = 18
  const first = await run(t, seed)
  t.ok(first.length > STEPS)
  t.ok(
    first.some((entry) => 'fault' in entry),
    'faults struck',
  )
  const text = JSON.stringify(first)
  for (const of of ['ordered by the fault', 'of the approvers'])
    t.ok(text.includes(of), `${of}: it happened`)
  t.same(await run(t, seed), first)
  t.strictNotSame(await run(t, seed + 1), first)
})
