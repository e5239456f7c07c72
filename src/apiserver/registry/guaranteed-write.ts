import type { RequestContext } from '../../apimachinery/context.ts'
import { StatusError } from '../../apimachinery/status.ts'
import { type ObjectStore, StoreError } from '../../storage/store.ts'
import { storeUnreachable } from './errors.ts'

/**
 * Returns a function that waits until this replica knows all writes acknowledged before the call.
 * The function rejects with a 503 if the store is unreachable. Returns undefined for a store
 * without other writers.
 */
export const refreshOf = (store: ObjectStore): (() => Promise<void>) | undefined => {
  if (store.current === undefined) return undefined
  return async () => {
    try {
      await store.current?.()
    } catch (error) {
      if (error instanceof StoreError && error.code === 'unreachable') throw storeUnreachable(error)
      throw error
    }
  }
}

/** `overtaken`: another write came first. `unsure`: local state may lag behind other replicas. */
type Retry = 'overtaken' | 'unsure'

export interface Attempt {
  readonly number: number
  /** whether this replica knows all writes acknowledged before the request */
  readonly isCurrent: boolean
}

/**
 * Repeats a write until it has a result (`GuaranteedUpdate`,
 * `k8s.io/apiserver/pkg/storage/etcd3/store.go`). If this replica refuses a write, or the write
 * changes nothing, it is repeated after a refresh: local state may lag behind other replicas.
 *
 * `write` must not return `unsure` if `isCurrent`. Rejects with the errors of `write`, a 503 or the
 * signal's reason.
 */
export const guaranteedWrite = async <R extends object>(
  store: ObjectStore,
  context: RequestContext,
  write: (attempt: Attempt) => Promise<R | Retry>,
): Promise<R> => {
  const refresh = refreshOf(store)
  let isCurrent = refresh === undefined
  for (let number = 1; ; number++) {
    try {
      // a dry run needs the newest state, since no store detects its conflicts
      const outcome = context.dryRun && !isCurrent ? 'unsure' : await write({ number, isCurrent })
      if (outcome === 'overtaken') continue
      if (outcome !== 'unsure') return outcome
    } catch (error) {
      if (error instanceof StoreError && error.code === 'conflict') continue
      if (isCurrent || !isRefusal(error)) throw error
    }
    await refresh?.()
    context.signal.throwIfAborted()
    isCurrent = true
  }
}

/** Whether this replica refused the write. After a 5xx, the write may have been stored. */
const isRefusal = (error: unknown): boolean =>
  error instanceof StatusError && error.code < 500 && !(error.cause instanceof StoreError)
