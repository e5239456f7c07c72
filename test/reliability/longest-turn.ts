/** How long a server's event loop is at work in one go, as another client feels it: in a thread, so that what loads the server does not hold it up. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { Client, type Where } from './client.ts'
import { ProcessorTime } from './processor-time.ts'

const PAUSE_MS = 2

interface Data extends Where {
  readonly pid: number
}

export interface LongestTurn {
  /** The most processor time of the event loop that one `/readyz` waited for, in milliseconds, since this was asked last. */
  read(): Promise<number>
  end(): Promise<unknown>
}

export const watchLongestTurn = async (
  { url, dataDir }: Where,
  pid: number,
): Promise<LongestTurn> => {
  const worker = new Worker(new URL(import.meta.url), { workerData: { url, dataDir, pid } })
  await once(worker, 'message')
  return {
    read: async () => {
      const told = once(worker, 'message')
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
      worker.postMessage('read')
      const [longest] = (await told) as [number]
      return longest
    },
    end: () => worker.terminate(),
  }
}

const work = async (port: NonNullable<typeof parentPort>, data: Data): Promise<void> => {
  const client = new Client(data, { connections: 1 })
  const eventLoop = new ProcessorTime(data.pid, [String(data.pid)])
  const probe = async (): Promise<number> => {
    const before = eventLoop.read()
    await client.ask('GET', '/readyz', undefined, { authorization: '' })
    return eventLoop.read() - before
  }
  await probe()
  let longest = 0
  let isAsked = false
  port.on('message', () => (isAsked = true))
  port.postMessage('begun')
  for (;;) {
    longest = Math.max(longest, await probe())
    if (isAsked) {
      isAsked = false
      port.postMessage(longest)
      longest = 0
    }
    await sleep(PAUSE_MS)
  }
}

if (parentPort !== null && (workerData as Partial<Data> | null)?.pid !== undefined)
  await work(parentPort, workerData as Data)
