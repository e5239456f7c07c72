/** One user floods the server in several ways; another user's small requests must not suffer. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Running } from '../../test/fixtures/process.ts'
import { Client, CONFIG_MAPS, REVIEWS, type Where } from '../kit/client.ts'
import { type Probed, startProbe } from '../kit/probe.ts'

export interface FairnessSize {
  /** connections of the flooding user */
  readonly flood: number
  /** duration of each measurement, in seconds; its flood begins a quarter of that time earlier */
  readonly floodSeconds: number
  /** maximum processor time of the server during a measured request (p99), in milliseconds */
  readonly patienceMs: number
}

/** A user with the permissions of an administrator, but without the exemption from limits. */
const JANE = 'jane'
const BODY_BYTES = 3 * 1024 * 1024 - 100

interface Flooding {
  readonly jane: Client
  readonly size: FairnessSize
  /** aborted at the end of the flood */
  readonly over: AbortSignal
}

/** Runs until `over` is aborted; resolves when all connections have stopped. */
type Flood = (flooding: Flooding) => Promise<void>

/** Repeats `work` on each connection. Ignores failures. */
const onEach = async ({ size, over }: Flooding, work: () => Promise<unknown>): Promise<void> => {
  const loop = async (): Promise<void> => {
    while (!over.aborted) await work().catch(() => undefined)
  }
  await Promise.all(Array.from({ length: size.flood }, loop))
}

/** Sends a request head on separate connections, which stay open until the flood ends. */
const onSockets = async (
  { size, over }: Flooding,
  open: () => ReturnType<Client['head']>,
): Promise<void> => {
  const sockets = await Promise.all(Array.from({ length: size.flood }, open))
  if (!over.aborted) await new Promise((resolve) => over.addEventListener('abort', resolve))
  for (const socket of sockets) socket.destroy()
}

const FLOODS: Readonly<Record<string, Flood>> = {
  'small requests': (flooding) => onEach(flooding, () => flooding.jane.ask('POST', REVIEWS, {})),
  'refused log-ins': (flooding) =>
    onEach(flooding, () =>
      flooding.jane.ask('GET', '/api', undefined, { authorization: 'Bearer nobody' }),
    ),
  'bodies that never arrive': (flooding) =>
    onSockets(flooding, async () => {
      const socket = await flooding.jane.head('POST', REVIEWS, { 'content-length': BODY_BYTES })
      socket.write('{')
      return socket
    }),
  'large bodies': (flooding) => {
    const body = JSON.stringify({ data: { a: 'x'.repeat(BODY_BYTES) } })
    return onEach(flooding, () => flooding.jane.ask('POST', CONFIG_MAPS, body))
  },
  'new connections': (flooding) =>
    onEach(flooding, () => flooding.jane.ask('GET', '/api', undefined, {}, { agent: false })),
  watches: (flooding) =>
    onSockets(flooding, async () =>
      (await flooding.jane.head('GET', `${CONFIG_MAPS}?watch=true`)).resume(),
    ),
  'large lists': (flooding) => onEach(flooding, () => flooding.jane.ask('GET', CONFIG_MAPS)),
  'gzip lists': (flooding) =>
    onEach(flooding, () =>
      flooding.jane.ask('GET', CONFIG_MAPS, undefined, { 'accept-encoding': 'gzip' }),
    ),
  'unread lists': (flooding) => onSockets(flooding, () => flooding.jane.head('GET', CONFIG_MAPS)),
}

/** Creates 30 objects of 100 kB, so that lists are large. */
const fill = async (client: Client): Promise<void> => {
  const data = { a: 'x'.repeat(100_000) }
  for (let i = 0; i < 30; i++)
    await client.must('POST', CONFIG_MAPS, { metadata: { name: `fair-${i}` }, data })
}

const empty = async (client: Client): Promise<void> => {
  for (let i = 0; i < 30; i++) await client.must('DELETE', `${CONFIG_MAPS}/fair-${i}`)
}

/** Measures the other user's requests for some seconds. */
export const asNeighbour = async (server: Running, seconds: number): Promise<Probed> => {
  const probe = await startProbe(server, server.process.pid!, {
    isKept: true,
    pauseMs: 10,
    user: 'bob',
  })
  await sleep(seconds * 1000)
  return probe.end()
}

/** The baseline without a flood, on a warm server. */
const besideNothing = async (server: Running, seconds: number): Promise<Probed> => {
  await asNeighbour(server, seconds)
  return asNeighbour(server, seconds)
}

const told = ({ p99, p99AtWork }: Pick<Probed, 'p99' | 'p99AtWork'>): string =>
  `${p99.toFixed(0)} ms, ${p99AtWork.toFixed(1)} of work`

/**
 * Runs all floods in order; reports the other user's latency for each. `client`: the administrator
 * of the flooded server or cluster. `flooded`: the address to flood; default: that of `server`,
 * which the other user uses.
 */
export const fairness = async (
  server: Running,
  client: Client,
  size: FairnessSize,
  problem: (text: string) => void,
  flooded: Where = server,
): Promise<string> => {
  await client.must('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'fairness' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: JANE }],
  })
  await fill(client)
  const alone = await besideNothing(server, size.floodSeconds)
  const outcomes: string[] = []
  for (const [name, flood] of Object.entries(FLOODS)) {
    const over = new AbortController()
    const headers = { 'impersonate-user': JANE }
    const jane = new Client(flooded, { connections: size.flood, headers })
    const flooding = flood({ jane, size, over: over.signal })
    // time for the connections to open and get first responses
    await sleep(size.floodSeconds * 250)
    const { answered, failedProbes, ...waited } = await asNeighbour(server, size.floodSeconds)
    over.abort()
    jane.close()
    await flooding
    if (answered === 0 || failedProbes > 0)
      problem(`beside ${name}: ${answered} answers, ${failedProbes} failures`)
    if (waited.p99AtWork > size.patienceMs)
      problem(
        `beside ${name} the other user's p99 was ${waited.p99AtWork.toFixed(0)} ms of processor time`,
      )
    outcomes.push(`${name} ${told(waited)} (× ${(waited.p99 / alone.p99).toFixed(1)})`)
  }
  await empty(client)
  await client.must('DELETE', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/fairness')
  return `p99 of another user alone ${told(alone)}, beside ${outcomes.join(', ')}`
}
