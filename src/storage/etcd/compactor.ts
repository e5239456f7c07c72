import type { Clock } from '../../apimachinery/clock.ts'
import type { Connection } from './connection.ts'
import { EtcdError } from './errors.ts'
import type { Keys } from './keys.ts'
import { COMPARE_MOD } from './messages.ts'

/** default of kube-apiserver's `--etcd-compaction-interval` */
const INTERVAL_MS = 5 * 60_000

type After = Clock['after']

const inRealTime: After = (ms, task) => {
  const timer = setTimeout(task, ms).unref()
  return () => clearTimeout(timer)
}

/**
 * Compacts etcd every five minutes to the revision five minutes ago. The first replica that updates
 * a shared key compacts (`k8s.io/apiserver/pkg/storage/etcd3/compact.go`).
 */
export class Compactor {
  readonly #connection: Connection
  readonly #key: Buffer
  #known = 0
  #revision = 0
  readonly #after: After
  #callOff = (): void => undefined

  constructor(connection: Connection, keys: Keys, after: After = inRealTime) {
    this.#connection = connection
    this.#key = keys.compaction
    this.#after = after
  }

  start(): void {
    this.#callOff = this.#after(INTERVAL_MS, () => {
      void this.round()
      this.start()
    })
  }

  stop(): void {
    this.#callOff()
  }

  /** Compacts to the last round's revision unless another replica did, or etcd fails. */
  async round(): Promise<void> {
    try {
      await this.#round()
    } catch (error) {
      if (!(error instanceof EtcdError)) throw error
    }
  }

  async #round(): Promise<void> {
    const key = this.#key
    const value = Buffer.from(String(this.#revision))
    const { succeeded, header, responses } = await this.#connection.txn({
      compare: [{ target: COMPARE_MOD, key, mod_revision: this.#known }],
      success: [{ request_put: { key, value } }],
      failure: [{ request_range: { key } }],
    })
    const before = this.#revision
    this.#revision = header!.revision
    this.#known = succeeded
      ? header!.revision
      : (responses[0]?.response_range?.kvs[0]?.mod_revision ?? 0)
    if (succeeded && before > 0) await this.#connection.compact({ revision: before })
  }
}
