/** What impersonation remembers of those who use it. */
import { createHash } from 'node:crypto'
import type { Clock } from '../../../api/clock.ts'

/** As many as kube-apiserver's cache of modes holds; clients choose names, so all that is remembered has this bound. */
const LIMIT = 10_000

/** The last values by key: whoever was not asked for longest goes first. */
export class Recent<Value> {
  /** undefined: nothing was remembered yet */
  #values: Map<string, Value> | undefined

  get(key: string): Value | undefined {
    const value = this.#values?.get(key)
    if (value !== undefined) this.set(key, value)
    return value
  }

  set(key: string, value: Value): void {
    const values = (this.#values ??= new Map())
    values.delete(key)
    values.set(key, value)
    if (values.size > LIMIT) values.delete(values.keys().next().value)
  }

  get size(): number {
    return this.#values?.size ?? 0
  }
}

/** kube-apiserver's, which is that of its cache of tokens */
const TTL_MS = 10_000

/** Values that count for ten seconds, as kube-apiserver's `impersonationCache`: so long a right that was taken away is still had. */
export class Briefly<Value> {
  readonly #recent = new Recent<{ readonly value: Value; readonly until: number }>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get(key: string): Value | undefined {
    const found = this.#recent.get(key)
    return found === undefined || found.until <= this.#clock.now() ? undefined : found.value
  }

  set(key: string, value: Value): void {
    this.#recent.set(key, { value, until: this.#clock.now() + TTL_MS })
  }
}

/** A key of fixed size for whatever is asked. */
export const keyOf = (...asked: readonly object[]): string =>
  createHash('sha256').update(JSON.stringify(asked)).digest('base64')
