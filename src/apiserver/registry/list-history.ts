import type { Clock } from '../../apimachinery/clock.ts'
import type { Store } from '../../storage/store.ts'

/** `--etcd-compaction-interval` (`k8s.io/apiserver/pkg/storage/etcd3/compact.go`, 1.34) */
const INTERVAL_MS = 5 * 60_000

/**
 * Every five minutes, history older than five minutes expires for lists. Watches are not bounded: a
 * real server answers them from its watch cache.
 */
export class ListHistory {
  readonly #store: Pick<Store, 'revision'>
  readonly #clock: Clock
  #newest: number | undefined
  #oldest = 0
  #cancel: () => void = () => undefined

  constructor(store: Pick<Store, 'revision'>, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  get oldest(): number {
    return this.#oldest
  }

  /** Returns the function that stops the expiry. */
  start(): () => void {
    const look = (): void => {
      this.#oldest = this.#newest ?? 0
      this.#newest = this.#store.revision
      wait()
    }
    const isKnown = (): boolean =>
      this.#oldest === this.#newest && this.#newest === this.#store.revision
    const wait = (): void => {
      this.#cancel = this.#clock.after(INTERVAL_MS, look, () => (isKnown() ? Infinity : -Infinity))
    }
    wait()
    return () => this.#cancel()
  }
}
