import type { Lease, LeaseSpec } from '../apis/coordination.ts'
import type { Client } from '../apiserver/registry/client.ts'

/** What candidates take from one another: an object that each of them can read, and of two writes of the same state one succeeds. */
export interface Lock {
  /** for people */
  readonly name: string
  /** As this candidate last saw it, which may be a while ago; undefined: there is none. */
  seen(): Lease | undefined
  /** Makes it anew, or puts `spec` in the place of what `from` has. Rejects when somebody else was faster, or nothing can be written. */
  write(from: Lease | undefined, spec: LeaseSpec): Promise<Lease>
  /** Calls `wake` whenever another state may have been seen; the returned function ends that. */
  follow(wake: () => void): () => void
}

const NAMESPACE = 'kube-system'

/** The Lease of a name in kube-system, as client-go locks one (`tools/leaderelection/resourcelock/leaselock.go`, 1.33). */
export const leaseLock = (client: Client<Lease>, name: string): Lock => ({
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
