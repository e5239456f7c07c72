/** Another user who makes small requests, in a thread of its own, so that what loads the server does not hold it up. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { Client, type Where } from './client.ts'

export interface Served {
  /** how many requests were answered */
  readonly answered: number
  /** the codes other than 201 among the answers */
  readonly refusals: readonly number[]
  /** of 100 requests 99 took no longer than this, in milliseconds */
  readonly p99: number
}

interface Data extends Where {
  readonly neighbour: string
}

const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
const PAUSE_MS = 10

/** Begins, and returns what ends it. One request after the other over a kept connection, some 80 a second at most. */
export const startNeighbour = async ({ url, dataDir }: Where, user = 'bob') => {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { url, dataDir, neighbour: user },
  })
  await once(worker, 'message')
  return async (): Promise<Served> => {
    const served = once(worker, 'message')
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
    worker.postMessage('end')
    const [result] = (await served) as [Served]
    await worker.terminate()
    return result
  }
}

const work = async (port: NonNullable<typeof parentPort>, data: Data): Promise<void> => {
  const headers = { 'impersonate-user': data.neighbour }
  const client = new Client(data, { connections: 1, headers })
  let over = false
  await client.ask('POST', REVIEWS, {})
  port.once('message', () => (over = true))
  port.postMessage('begun')
  const latencies: number[] = []
  const refusals: number[] = []
  do {
    const began = performance.now()
    const { code } = await client.ask('POST', REVIEWS, {})
    latencies.push(performance.now() - began)
    if (code !== 201) refusals.push(code)
    await sleep(PAUSE_MS)
  } while (!over)
  latencies.sort((a, b) => a - b)
  const p99 = latencies[Math.floor(latencies.length * 0.99)]!
  port.postMessage({ answered: latencies.length, refusals, p99 })
}

if (parentPort !== null && (workerData as Partial<Data> | null)?.neighbour !== undefined)
  await work(parentPort, workerData as Data)
