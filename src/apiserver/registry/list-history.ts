import type { Clock } from '../../apimachinery/clock.ts'
import type { Store } from '../../storage/store.ts'

/** `--etcd-compaction-interval` (`k8s.io/apiserver/pkg/storage/etcd3/compact.go`, 1.34) */
const INTERVAL_MS = 5 * 60_000

export interface ListHistory {
  readonly oldest: number
  readonly stop: () => void
}

/**
 * Every five minutes, history older than five minutes expires for lists. Watches are not bounded: a
 * real server answers them from its watch cache.
 */
export const listHistory = (store: Pick<Store, 'revision'>, clock: Clock): ListHistory => {
  let newest: number | undefined
  let oldest = 0
  let cancel = (): void => undefined
  const look = (): void => {
    oldest = newest ?? 0
    newest = store.revision
    wait()
  }
  const isKnown = (): boolean => oldest === newest && newest === store.revision
  const wait = (): void => {
    cancel = clock.after(INTERVAL_MS, look, () => (isKnown() ? Infinity : -Infinity))
  }
  wait()
  return {
    get oldest() {
      return oldest
    },
    stop: () => cancel(),
  }
}
