/** A probe of /readyz in a thread of its own, so that what loads the server does not hold it up. */
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type Where } from './client.ts'
import { residentOf } from './process-size.ts'
import { isProcessorTimeTold, ProcessorTime } from './processor-time.ts'
import { arrival } from '../fixtures/waits.ts'

export interface Probed {
  /** the longest that an answer took, in milliseconds */
  readonly slowestProbe: number
  /** the longest that the server's event loop was at work until an answer, in milliseconds: what a busy machine does not make longer; NaN where none is told */
  readonly slowestAtWork: number
  /** how many were not answered with 200 */
  readonly failedProbes: number
  /** the most resident memory of the server that was seen, in bytes */
  readonly peak: number
}

interface Data extends Where {
  readonly pid: number
}

/** Begins, and returns what ends it. Each probe comes over a new connection, from nobody. */
export const startProbe = async ({ url, dataDir }: Where, pid: number) => {
  const worker = new Worker(new URL(import.meta.url), { workerData: { url, dataDir, pid } })
  await arrival(worker, 'message')
  return async (): Promise<Probed> => {
    const probed = arrival(worker, 'message')
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
    worker.postMessage('end')
    const [result] = (await probed) as [Probed]
    await worker.terminate()
    return result
  }
}

const work = async (port: NonNullable<typeof parentPort>, data: Data): Promise<void> => {
  const client = new Client(data)
  let over = false
  port.once('message', () => (over = true))
  port.postMessage('begun')
  const eventLoop = isProcessorTimeTold
    ? new ProcessorTime(data.pid, [String(data.pid)])
    : undefined
  const atWork = (): number => eventLoop?.read() ?? Number.NaN
  const result = { slowestProbe: 0, slowestAtWork: 0, failedProbes: 0, peak: 0 }
  while (!over) {
    const before = atWork()
    const began = performance.now()
    const code = await client
      .ask('GET', '/readyz', undefined, { authorization: '' }, { agent: false })
      .then((reply) => reply.code)
      .catch(() => 0)
    result.slowestProbe = Math.max(result.slowestProbe, performance.now() - began)
    result.slowestAtWork = Math.max(result.slowestAtWork, atWork() - before)
    if (code !== 200) result.failedProbes++
    result.peak = Math.max(result.peak, residentOf(data.pid))
    await sleep(50)
  }
  port.postMessage(result)
}

if (parentPort !== null && (workerData as Partial<Data> | null)?.pid !== undefined)
  await work(parentPort, workerData as Data)
