/** Sends small requests repeatedly, in a thread that is not delayed by a busy main thread. */
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, REVIEWS, type Where } from './client.ts'
import { residentOf } from './process-size.ts'
import { isProcessorTimeTold, ProcessorTime } from './processor-time.ts'
import { arrival } from '../../test/fixtures/waits.ts'

/**
 * Times are in milliseconds. `slowestProbe` and `p99` are latencies. `slowestAtWork` and
 * `p99AtWork` are processor time of the server's main thread during a request, which does not
 * depend on other load on the machine; NaN if the system does not report it.
 */
export interface Probed {
  readonly answered: number
  readonly slowestProbe: number
  readonly slowestAtWork: number
  /** 99th percentile */
  readonly p99: number
  readonly p99AtWork: number
  /** number of requests without the expected status code */
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

export interface ProbeOptions {
  /** sends over a persistent connection; default: each request over a new one */
  readonly isKept?: boolean
  readonly pauseMs?: number
  /** creates SelfSubjectReviews as this user; default: requests `/readyz` without credentials */
  readonly user?: string
}

interface Data extends Where, ProbeOptions {
  readonly pid: number
}

/** Starts the thread. `pid`: process ID of the server. */
export const startProbe = async (
  { url, dataDir }: Where,
  pid: number,
  options: ProbeOptions = {},
): Promise<Probe> => {
  const data: Data = { url, dataDir, pid, ...options }
  const worker = new Worker(new URL(import.meta.url), { workerData: data })
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

/** Returns the maximum and the 99th percentile. */
const highest = (values: number[]): readonly [most: number, p99: number] => {
  values.sort((a, b) => a - b)
  return [values.at(-1) ?? 0, values[Math.floor(values.length * 0.99)] ?? 0]
}

const work = async (port: NonNullable<typeof parentPort>, data: Data): Promise<void> => {
  const { pid, isKept = false, pauseMs = 50, user } = data
  const headers = user === undefined ? { authorization: '' } : { 'impersonate-user': user }
  const client = new Client(data, { connections: 1, headers })
  const eventLoop = isProcessorTimeTold ? new ProcessorTime(pid, [String(pid)]) : undefined
  const atWork = (): number => eventLoop?.read() ?? Number.NaN
  const options = isKept ? {} : { agent: false as const }
  const ask = async (): Promise<boolean> => {
    const [method, path, body, expected] =
      user === undefined
        ? (['GET', '/readyz', undefined, 200] as const)
        : (['POST', REVIEWS, {}, 201] as const)
    const answer = await client.ask(method, path, body, {}, options).catch(() => undefined)
    return answer?.code === expected
  }
  let isAsked = false
  if (isKept) await ask()
  port.on('message', () => (isAsked = true))
  port.postMessage('begun')
  for (;;) {
    const latencies: number[] = []
    const works: number[] = []
    let [failedProbes, peak] = [0, 0]
    while (!isAsked || latencies.length === 0) {
      const [before, began] = [atWork(), performance.now()]
      if (!(await ask())) failedProbes++
      latencies.push(performance.now() - began)
      works.push(atWork() - before)
      peak = Math.max(peak, residentOf(pid))
      await sleep(pauseMs)
    }
    isAsked = false
    const [slowestProbe, p99] = highest(latencies)
    const [slowestAtWork, p99AtWork] = highest(works)
    const answered = latencies.length - failedProbes
    const probed: Probed = {
      answered,
      slowestProbe,
      slowestAtWork,
      p99,
      p99AtWork,
      failedProbes,
      peak,
    }
    port.postMessage(probed)
  }
}

if (parentPort !== null && (workerData as Partial<Data> | null)?.pid !== undefined)
  await work(parentPort, workerData as Data)
