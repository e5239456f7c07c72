import type { Lease, LeaseSpec } from '../apis/coordination.ts'
import type { ObjectClient } from './object-client.ts'

/** The lock of an election: an object with optimistic locking. */
export interface Lock {
  readonly name: string
  /** Reads the newest state for {@link seen}. Rejects if that fails. Undefined: not needed. */
  refresh?(): Promise<void>
  /** The last seen state, which may lag; undefined: none. */
  seen(): Lease | undefined
  /**
   * Creates the lease, or replaces `spec` of `from`. Rejects if another write came first, or on
   * failure.
   */
  write(from: Lease | undefined, spec: LeaseSpec): Promise<Lease>
  /** Calls `wake` when the state may have changed; returns the function that ends these calls. */
  follow(wake: () => void): () => void
}

/** A client that reports changes at once. */
type LeaseClient = Pick<ObjectClient<Lease>, 'cached' | 'create' | 'update'> & {
  onChange(wake: () => void): () => void
}

const NAMESPACE = 'kube-system'

export const MANAGER_LEASE = 'kube-controller-manager'

/** A Lease in kube-system as the lock (`tools/leaderelection/resourcelock/leaselock.go`, 1.33). */
export const leaseLock = (client: LeaseClient, name: string): Lock => ({
  name: `${NAMESPACE}/${name}`,
  seen: () => client.cached(name, NAMESPACE),
  write: (from, spec) =>
    from === undefined
      ? client.create(
          {
            kind: 'Lease',
            apiVersion: 'coordination.k8s.io/v1',
            metadata: { name, namespace: NAMESPACE },
            spec,
          },
          NAMESPACE,
        )
      : client.update({ ...from, spec }),
  follow: (wake) => client.onChange(wake),
})
