import type { Clock } from '../../../apimachinery/clock.ts'
import type { Entropy } from '../../../apimachinery/entropy.ts'

const FIRST_MS = 800
const LAST_MS = 30_000
/** Without failures for this long, pauses start over. */
const RESET_MS = 120_000

/** Pauses of client-go's reflectors: exponential, with up to 100% jitter (`reflector.go`, 1.34). */
export class RetryPause {
  readonly #clock: Clock
  readonly #entropy: Entropy
  #next = FIRST_MS
  #last = -Infinity

  constructor(clock: Clock, entropy: Entropy) {
    this.#clock = clock
    this.#entropy = entropy
  }

  reset(): void {
    this.#next = FIRST_MS
  }

  next(): number {
    const now = this.#clock.now()
    if (now - this.#last > RESET_MS) this.#next = FIRST_MS
    this.#last = now
    const pause = this.#next
    this.#next = Math.min(pause * 2, LAST_MS)
    return pause * (1 + this.#entropy.bytes(4).readUInt32BE() / 2 ** 32)
  }
}
