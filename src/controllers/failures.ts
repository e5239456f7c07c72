/** What a controller says of work that fails: each kind of failure once, and at its end how often it came. */
import type { ControllerLog } from './log.ts'

/** So many kinds are told apart; what comes on top counts as the first. */
const MAX_KINDS = 100

/** What was at the bottom of an error: ten thousand objects that the disk refuses are one failure. */
const rootMessage = (error: unknown): string => {
  let root = error
  while (root instanceof Error && root.cause instanceof Error) root = root.cause
  return root instanceof Error ? `${root.name}: ${root.message}` : String(root)
}

interface Failure {
  /** how often it came */
  count: number
  /** the work that failed with it last time it was tried */
  readonly keys: Set<string>
}

interface Known {
  readonly kinds: Map<string, Failure>
  /** the kind of each key in {@link Failure.keys} */
  readonly kindOf: Map<string, string>
}

export class Failures {
  readonly #controller: string
  readonly #log: ControllerLog
  /** undefined: nothing has failed yet */
  #known: Known | undefined

  constructor(controller: string, log: ControllerLog) {
    this.#controller = controller
    this.#log = log
  }

  /** Work on `key` failed, and will be tried again. */
  failed(key: string, error: unknown): void {
    const { kinds, kindOf } = (this.#known ??= { kinds: new Map(), kindOf: new Map() })
    const message = rootMessage(error)
    const isTold = kinds.has(message) || kinds.size < MAX_KINDS
    const kind = isTold ? message : kinds.keys().next().value!
    if (kindOf.get(key) !== kind) this.succeeded(key)
    kindOf.set(key, kind)
    const known = kinds.get(kind)
    if (known !== undefined) {
      known.count++
      known.keys.add(key)
      return
    }
    kinds.set(kind, { count: 1, keys: new Set([key]) })
    const details = { controller: this.#controller, key, err: error }
    this.#log.error(details, 'failed, and will be tried again; more of the same is counted')
  }

  /** Work on `key` is done. */
  succeeded(key: string): void {
    if (this.#known === undefined) return
    const { kinds, kindOf } = this.#known
    const kind = kindOf.get(key)
    if (kind === undefined) return
    kindOf.delete(key)
    const { count, keys } = kinds.get(kind)!
    keys.delete(key)
    if (keys.size > 0) return
    kinds.delete(kind)
    const details = { controller: this.#controller, failure: kind, failures: count }
    this.#log.warn(details, 'what failed is over')
  }
}
