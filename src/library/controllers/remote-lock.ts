import { StatusError } from '../../apimachinery/status.ts'
import type { Lease, LeaseSpec } from '../../apis/coordination.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import type { Lock } from '../../controllers/lease-lock.ts'

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases'

/** A Lease in kube-system of a remote API server, read before each attempt to change it. */
export class RemoteLock implements Lock {
  readonly name: string
  readonly #api: ApiClient
  readonly #object: string
  #seen: Lease | undefined

  constructor(api: ApiClient, name: string) {
    this.name = `kube-system/${name}`
    this.#api = api
    this.#object = name
  }

  async refresh(): Promise<void> {
    try {
      this.#seen = await this.#api.call<Lease>({ method: 'GET', path: `${LEASES}/${this.#object}` })
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 404) throw error
      this.#seen = undefined
    }
  }

  seen(): Lease | undefined {
    return this.#seen
  }

  async write(from: Lease | undefined, spec: LeaseSpec): Promise<Lease> {
    const body = {
      ...(from ?? { metadata: { name: this.#object, namespace: 'kube-system' } }),
      kind: 'Lease',
      apiVersion: 'coordination.k8s.io/v1',
      spec,
    }
    this.#seen = await (from === undefined
      ? this.#api.call<Lease>({ method: 'POST', path: LEASES, body })
      : this.#api.call<Lease>({ method: 'PUT', path: `${LEASES}/${this.#object}`, body }))
    return this.#seen
  }

  follow(): () => void {
    return () => undefined
  }
}
