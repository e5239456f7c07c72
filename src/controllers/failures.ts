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

export const failureLog = (controller: string, log: ControllerLog) => {
  const kinds = new Map<string, Failure>()
  const kindOf = new Map<string, string>()
  const succeeded = (key: string): void => {
    const kind = kindOf.get(key)
    if (kind === undefined) return
    kindOf.delete(key)
    const { count, keys } = kinds.get(kind)!
    keys.delete(key)
    if (keys.size > 0) return
    kinds.delete(kind)
    log.warn({ controller, failure: kind, failures: count }, 'recovered from the failure')
  }
  const failed = (key: string, error: unknown): void => {
    const message = rootMessage(error)
    const isTold = kinds.has(message) || kinds.size < MAX_KINDS
    const kind = isTold ? message : kinds.keys().next().value!
    if (kindOf.get(key) !== kind) succeeded(key)
    kindOf.set(key, kind)
    const known = kinds.get(kind)
    if (known !== undefined) {
      known.count++
      known.keys.add(key)
      return
    }
    kinds.set(kind, { count: 1, keys: new Set([key]) })
    const details = { controller, key, err: error }
    log.error(details, 'failed, and will be retried; repetitions are counted')
  }
  return { failed, succeeded }
}
