import type { Clock } from '../../apimachinery/clock.ts'
import type { Connection } from './connection.ts'
import { EtcdError } from './errors.ts'
import type { Keys } from './keys.ts'
import { COMPARE_MOD } from './messages.ts'

/** default of kube-apiserver's `--etcd-compaction-interval` */
const INTERVAL_MS = 5 * 60_000

const inRealTime: Clock['after'] = (ms, task) => {
  const timer = setTimeout(task, ms).unref()
  return () => clearTimeout(timer)
}

/**
 * Compacts etcd every five minutes to the revision five minutes ago. The first replica that updates
 * a shared key compacts (`k8s.io/apiserver/pkg/storage/etcd3/compact.go`).
 */
export const compactor = (
  connection: Connection,
  { compaction: key }: Keys,
  after: Clock['after'] = inRealTime,
) => {
  let known = 0
  let revision = 0
  let callOff = (): void => undefined

  const update = async (): Promise<void> => {
    const value = Buffer.from(String(revision))
    const { succeeded, header, responses } = await connection.txn({
      compare: [{ target: COMPARE_MOD, key, mod_revision: known }],
      success: [{ request_put: { key, value } }],
      failure: [{ request_range: { key } }],
    })
    const before = revision
    revision = header!.revision
    known = succeeded ? revision : (responses[0]?.response_range?.kvs[0]?.mod_revision ?? 0)
    if (succeeded && before > 0) await connection.compact({ revision: before })
  }

  /** Compacts to the previous round's revision unless another replica did, or etcd fails. */
  const round = async (): Promise<void> => {
    try {
      await update()
    } catch (error) {
      if (!(error instanceof EtcdError)) throw error
    }
  }

  const start = (): void => {
    callOff = after(INTERVAL_MS, () => {
      void round()
      start()
    })
  }

  return { round, start, stop: () => callOff() }
}
