/** Logs each kind of failure of a controller once, and the count when the failures end. */
import type { ControllerLog } from './log.ts'

/** Failures of further kinds are counted with the first kind. */
const MAX_KINDS = 100

/** The root cause, such as a full disk, is the same for many failed writes. */
const rootMessage = (error: unknown): string => {
  let root = error
  while (root instanceof Error && root.cause instanceof Error) root = root.cause
  return root instanceof Error ? `${root.name}: ${root.message}` : String(root)
}

interface Failure {
  count: number
  /** keys whose last attempt failed this way */
  readonly keys: Set<string>
}

export class Failures {
  readonly #controller: string
  readonly #log: ControllerLog
  readonly #kinds = new Map<string, Failure>()
  readonly #kindOf = new Map<string, string>()

  constructor(controller: string, log: ControllerLog) {
    this.#controller = controller
    this.#log = log
  }

  failed(key: string, error: unknown): void {
    const kinds = this.#kinds
    const message = rootMessage(error)
    const isTold = kinds.has(message) || kinds.size < MAX_KINDS
    const kind = isTold ? message : kinds.keys().next().value!
    if (this.#kindOf.get(key) !== kind) this.succeeded(key)
    this.#kindOf.set(key, kind)
    const known = kinds.get(kind)
    if (known !== undefined) {
      known.count++
      known.keys.add(key)
      return
    }
    kinds.set(kind, { count: 1, keys: new Set([key]) })
    const details = { controller: this.#controller, key, err: error }
    this.#log.error(details, 'failed, and will be retried; repetitions are counted')
  }

  succeeded(key: string): void {
    const kind = this.#kindOf.get(key)
    if (kind === undefined) return
    this.#kindOf.delete(key)
    const { count, keys } = this.#kinds.get(kind)!
    keys.delete(key)
    if (keys.size > 0) return
    this.#kinds.delete(kind)
    const details = { controller: this.#controller, failure: kind, failures: count }
    this.#log.warn(details, 'recovered from the failure')
  }
}
