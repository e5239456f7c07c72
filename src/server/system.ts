import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'

/** The maximum of setTimeout; longer waits use several timers. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, task) => {
    let timer: NodeJS.Timeout
    const wait = (rest: number): void => {
      const step = Math.min(Math.max(rest, 0), MAX_TIMEOUT_MS)
      timer = setTimeout(() => (rest > step ? wait(rest - step) : task()), step)
      timer.unref()
    }
    wait(ms)
    return () => clearTimeout(timer)
  },
}

/** monotonic, in milliseconds */
export const systemStopwatch = (): number => performance.now()

export const systemEntropy: Entropy = {
  // copied, because Node's string consists of twenty pieces, which take 1 KB instead of 56 bytes
  uuid: () => Buffer.from(randomUUID(), 'latin1').toString('latin1'),
  bytes: (length) => randomBytes(length),
}
