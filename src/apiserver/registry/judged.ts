import type { RequestContext } from '../../apimachinery/context.ts'
import { StatusError } from '../../apimachinery/status.ts'
import type { ObjectStore } from '../../storage/store.ts'
import { isOfStore } from './errors.ts'
import { refreshOf } from './refresh.ts'

/**
 * Does a write by what is known here, though others may have written meanwhile: the store compares, and takes nothing that was made of
 * anything else than the newest state. What may come of an older one is a refusal, and that there is nothing to write: then, and where
 * nothing is to be stored, it is found out what the others have written, and all is judged by that (as `GuaranteedUpdate` does,
 * `k8s.io/apiserver/pkg/storage/etcd3/store.go`).
 *
 * `write`: may resolve with undefined, which says that there is nothing to write, unless `isCurrent`. Rejects as `write` does, and with the
 * 503 when it cannot be found out.
 */
export const judged = <R>(
  store: ObjectStore,
  context: RequestContext,
  write: (isCurrent: boolean) => Promise<R>,
): Promise<Exclude<R, undefined>> => {
  const refresh = refreshOf(store)
  return (refresh === undefined ? write(true) : judgedTwice(refresh, context, write)) as Promise<
    Exclude<R, undefined>
  >
}

const judgedTwice = async <R>(
  refresh: () => Promise<void>,
  { dryRun, signal }: RequestContext,
  write: (isCurrent: boolean) => Promise<R>,
): Promise<R> => {
  if (!dryRun) {
    try {
      const written = await write(false)
      if (written !== undefined) return written
    } catch (error) {
      if (!isRefusal(error)) throw error
    }
  }
  await refresh()
  signal.throwIfAborted()
  return write(true)
}

/** What the store says is certain, and what the server itself has failed at may have been done. */
const isRefusal = (error: unknown): boolean =>
  error instanceof StatusError && error.code < 500 && !isOfStore(error)
