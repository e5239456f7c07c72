import type { RequestContext } from '../../apimachinery/context.ts'
import { StatusError } from '../../apimachinery/status.ts'
import type { ObjectStore } from '../../storage/store.ts'
import { isOfStore } from './errors.ts'
import { refreshOf } from './refresh.ts'

/**
 * Why a write is repeated: another write came first, or the result depends on state that other
 * replicas may have changed.
 */
type Retry = 'overtaken' | 'unsure'

/** One try of a write. */
export interface Attempt {
  /** from 1 on */
  readonly number: number
  /** whether all writes acknowledged before this attempt are known here */
  readonly isCurrent: boolean
}

/**
 * Repeats a write until it has a result. The local state may lag behind other replicas: the store
 * refuses writes that build on old state, and a refusal or a write of nothing is decided again after a
 * refresh (`GuaranteedUpdate` of `k8s.io/apiserver/pkg/storage/etcd3/store.go`).
 *
 * `write` may return `unsure` unless `isCurrent`. Rejects as `write` does, and with a 503 if the refresh
 * fails.
 */
export const judged = async <R extends object>(
  store: ObjectStore,
  { dryRun, signal }: RequestContext,
  write: (attempt: Attempt) => Promise<R | Retry>,
): Promise<R> => {
  const refresh = refreshOf(store)
  let isCurrent = refresh === undefined
  for (let number = 1; ; number++) {
    // a dry run stores nothing, so the store cannot refuse it
    const outcome = dryRun && !isCurrent ? 'unsure' : await attempt(write, { number, isCurrent })
    if (typeof outcome !== 'string') return outcome
    if (outcome === 'overtaken') continue
    await refresh?.()
    signal.throwIfAborted()
    isCurrent = true
  }
}

const attempt = async <R extends object>(
  write: (attempt: Attempt) => Promise<R | Retry>,
  { number, isCurrent }: Attempt,
): Promise<R | Retry> => {
  try {
    return await write({ number, isCurrent })
  } catch (error) {
    if (isCurrent || !isRefusal(error)) throw error
    return 'unsure'
  }
}

/** The store's own answer is final, and a write that failed with a 5xx may have been done. */
const isRefusal = (error: unknown): boolean =>
  error instanceof StatusError && error.code < 500 && !isOfStore(error)
