/** Another user's small requests, from a process that is not delayed by load in this one. */
import { fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client, type Where } from '../kit/client.ts'
import { isProcessorTimeTold, ProcessorTime } from '../kit/processor-time.ts'
import { arrival, ending } from '../../test/fixtures/waits.ts'

export interface Served {
  /** number of responses */
  readonly answered: number
  /** status codes other than 201 */
  readonly refusals: readonly number[]
  /** 99th percentile of latency, in milliseconds */
  readonly p99: number
  /**
   * 99th percentile of the processor time that the server's main thread used during a request, in
   * milliseconds; independent of other load on the machine; NaN if it cannot be measured
   */
  readonly p99AtWork: number
}

interface Neighbour extends Where {
  readonly pid: number
  readonly user: string
}

const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
const PAUSE_MS = 10

const SELF = fileURLToPath(import.meta.url)

/**
 * Starts the process; resolves with a function that stops it and returns the results. Requests are
 * sequential, over a persistent connection, at most about 80 a second. `pid`: the server's.
 */
export const startNeighbour = async ({ url, dataDir }: Where, pid: number, user = 'bob') => {
  const child = fork(SELF, [JSON.stringify({ url, dataDir, pid, user })])
  await arrival(child, 'message')
  return async (): Promise<Served> => {
    const ended = ending(child, 'exit')
    const served = arrival(child, 'message')
    child.send('end')
    const [result] = (await served) as [Served]
    await ended
    return result
  }
}

const p99Of = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)]!

const work = async ({ pid, user, ...where }: Neighbour): Promise<Served> => {
  const client = new Client(where, { connections: 1, headers: { 'impersonate-user': user } })
  const eventLoop = isProcessorTimeTold ? new ProcessorTime(pid, [String(pid)]) : undefined
  const atWork = (): number => eventLoop?.read() ?? Number.NaN
  let over = false
  await client.ask('POST', REVIEWS, {})
  process.once('message', () => (over = true))
  process.send!('begun')
  const latencies: number[] = []
  const works: number[] = []
  const refusals: number[] = []
  do {
    const before = atWork()
    const began = performance.now()
    const { code } = await client.ask('POST', REVIEWS, {})
    latencies.push(performance.now() - began)
    works.push(atWork() - before)
    if (code !== 201) refusals.push(code)
    await sleep(PAUSE_MS)
  } while (!over)
  client.close()
  return { answered: latencies.length, refusals, p99: p99Of(latencies), p99AtWork: p99Of(works) }
}

if (process.send !== undefined && process.argv[1] === SELF) {
  const served = await work(JSON.parse(process.argv[2]!))
  process.send(served, () => process.disconnect())
}
