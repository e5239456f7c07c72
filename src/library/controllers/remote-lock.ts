import type { Lease } from '../../apis/coordination.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import { unless } from '../../controllers/errors.ts'
import type { Lock } from '../../controllers/lease-lock.ts'

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases'

/** A Lease in kube-system of a remote API server, read before each attempt to change it. */
export const remoteLock = (api: ApiClient, name: string): Lock => {
  const path = `${LEASES}/${name}`
  let seen: Lease | undefined
  return {
    name: `kube-system/${name}`,
    refresh: async () => {
      seen = await unless(404, api.call<Lease>({ method: 'GET', path }))
    },
    seen: () => seen,
    write: async (from, spec) => {
      const body = {
        ...(from ?? { metadata: { name, namespace: 'kube-system' } }),
        kind: 'Lease',
        apiVersion: 'coordination.k8s.io/v1',
        spec,
      }
      seen = await (from === undefined
        ? api.call<Lease>({ method: 'POST', path: LEASES, body })
        : api.call<Lease>({ method: 'PUT', path, body }))
      return seen
    },
    follow: () => () => undefined,
  }
}
