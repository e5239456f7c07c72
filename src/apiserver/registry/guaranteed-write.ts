import type { RequestContext } from '../../apimachinery/context.ts'
import { StatusError } from '../../apimachinery/status.ts'
import type { ObjectStore } from '../../storage/store.ts'
import { isOfStore } from './errors.ts'
import { refreshOf } from './refresh.ts'

/**
 * The reason to repeat a write: another write came first, or other replicas may have changed the
 * state that the result depends on.
 */
type Retry = 'overtaken' | 'unsure'

export interface Attempt {
  readonly number: number
  /** whether this replica knows all writes acknowledged before the request */
  readonly isCurrent: boolean
}

/**
 * Repeats a write until it has a result. Local state may lag behind other replicas: the store
 * refuses writes that build on old state; but if this replica refuses a write, or the write changes
 * nothing, it is tried again after a refresh (`GuaranteedUpdate`,
 * `k8s.io/apiserver/pkg/storage/etcd3/store.go`).
 *
 * `write` must not return `unsure` if `isCurrent`. Rejects with the errors of `write`, a 503 if the
 * refresh fails, or the signal's reason.
 */
export const judged = async <R extends object>(
  store: ObjectStore,
  context: RequestContext,
  write: (attempt: Attempt) => Promise<R | Retry>,
): Promise<R> => {
  const refresh = refreshOf(store)
  let isCurrent = refresh === undefined
  for (let number = 1; ; number++) {
    // a dry run stores nothing, so the store cannot refuse it
    const outcome =
      context.dryRun && !isCurrent ? 'unsure' : await attempt(write, { number, isCurrent })
    if (typeof outcome !== 'string') return outcome
    if (outcome === 'overtaken') continue
    await refresh?.()
    context.signal.throwIfAborted()
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

/**
 * Whether to try again: a refusal by the store is final, and a write that failed with a 5xx may
 * have been stored.
 */
const isRefusal = (error: unknown): boolean =>
  error instanceof StatusError && error.code < 500 && !isOfStore(error)
