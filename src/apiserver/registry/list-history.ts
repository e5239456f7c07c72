/** How long a list can be had as it was. */
import type { Clock } from '../../apimachinery/clock.ts'
import type { Store } from '../../storage/store.ts'

/** `--etcd-compaction-interval` of kube-apiserver (`k8s.io/apiserver/pkg/storage/etcd3/compact.go`, 1.34) */
const INTERVAL_MS = 5 * 60_000

/**
 * Forgets by time what lists are asked for: every five minutes all that was five minutes before, so that a page can be continued for five
 * to ten minutes. Watches do not notice, as behind the watch cache of a real server: they have what the store keeps.
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

  /** Lists of earlier revisions are gone. */
  get oldest(): number {
    return this.#oldest
  }

  /** Begins; what it returns ends it. */
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
