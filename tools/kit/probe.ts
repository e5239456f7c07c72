/** Requests /readyz repeatedly, in a worker thread that is not delayed by a busy main thread. */
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type Where } from './client.ts'
import { residentOf } from './process-size.ts'
import { isProcessorTimeTold, ProcessorTime } from './processor-time.ts'
import { arrival } from '../../test/fixtures/waits.ts'

export interface Probed {
  /** the longest latency, in milliseconds */
  readonly slowestProbe: number
  /**
   * the most processor time that the server's main thread used during one probe, in milliseconds;
   * independent of other load on the machine; NaN if it cannot be measured
   */
  readonly slowestAtWork: number
  /** number of probes not answered with 200 */
  readonly failedProbes: number
  /** the server's maximum resident memory, in bytes */
  readonly peak: number
}

export interface Probe {
  /** Resolves with the results since the last call. */
  read(): Promise<Probed>
  /** Like `read`, and stops the thread. */
  end(): Promise<Probed>
}

interface Data extends Where {
  readonly pid: number
  readonly isKept: boolean
}

/**
 * Starts the thread. It sends an anonymous request over a new connection every 50 ms, or with
 * `isKept` over a persistent connection every 2 ms. `pid`: the server's.
 */
export const startProbe = async (
  { url, dataDir }: Where,
  pid: number,
  isKept = false,
): Promise<Probe> => {
  const worker = new Worker(new URL(import.meta.url), { workerData: { url, dataDir, pid, isKept } })
  await arrival(worker, 'message')
  const read = async (): Promise<Probed> => {
    const probed = arrival(worker, 'message')
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
    worker.postMessage('read')
    const [result] = (await probed) as [Probed]
    return result
  }
  return {
    read,
    end: async () => {
      const result = await read()
      await worker.terminate()
      return result
    },
  }
}

const NOTHING: Probed = { slowestProbe: 0, slowestAtWork: 0, failedProbes: 0, peak: 0 }

const work = async (port: NonNullable<typeof parentPort>, data: Data): Promise<void> => {
  const client = new Client(data, { connections: 1 })
  const eventLoop = isProcessorTimeTold
    ? new ProcessorTime(data.pid, [String(data.pid)])
    : undefined
  const atWork = (): number => eventLoop?.read() ?? Number.NaN
  const options = data.isKept ? {} : { agent: false as const }
  const ask = (): Promise<number> =>
    client
      .ask('GET', '/readyz', undefined, { authorization: '' }, options)
      .then(({ code }) => code)
      .catch(() => 0)
  let isAsked = false
  let seen = NOTHING
  if (data.isKept) await ask()
  port.on('message', () => (isAsked = true))
  port.postMessage('begun')
  for (;;) {
    const [before, began] = [atWork(), performance.now()]
    const code = await ask()
    seen = {
      slowestProbe: Math.max(seen.slowestProbe, performance.now() - began),
      slowestAtWork: Math.max(seen.slowestAtWork, atWork() - before),
      failedProbes: seen.failedProbes + (code === 200 ? 0 : 1),
      peak: Math.max(seen.peak, residentOf(data.pid)),
    }
    if (isAsked) {
      port.postMessage(seen)
      isAsked = false
      seen = NOTHING
    }
    await sleep(data.isKept ? 2 : 50)
  }
}

if (parentPort !== null && (workerData as Partial<Data> | null)?.pid !== undefined)
  await work(parentPort, workerData as Data)
