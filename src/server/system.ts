/** The real clock and the real randomness: where time and chance come from when nobody passes them in. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'

/** setTimeout counts in 32 bits; a longer wait is made of several. */
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

/** Milliseconds from some moment on, with a fraction; unlike the clock it never goes back. */
export const systemStopwatch = (): number => performance.now()

export const systemEntropy: Entropy = {
  // copied, since Node puts it together of twenty pieces, which stay as long as it does: 1 KB in the place of 56 bytes
  uuid: () => Buffer.from(randomUUID(), 'latin1').toString('latin1'),
  bytes: (length) => randomBytes(length),
}
