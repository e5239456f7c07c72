/** Objects that the API server keeps itself: the Service `kubernetes` and two ConfigMaps. */
import { ensureApiServerMaps } from '../controllers/api-server-maps.ts'
import {
  ensureKubernetesService,
  type KubernetesServiceParts,
  leaveKubernetesService,
} from '../controllers/kubernetes-service.ts'
import { advertiseAddress, CLUSTER_IP } from './advertise.ts'
import type { Api } from './api.ts'
import type { Base } from './base.ts'
import type { Listener } from './listener.ts'
import type { Pki } from './pki.ts'
import type { State } from './state.ts'

export class OwnObjects {
  readonly #base: Base
  readonly #api: Api
  readonly #pki: Pki
  readonly #service: Omit<KubernetesServiceParts, 'port'>
  readonly #listener: Listener

  constructor(base: Base, { isShared }: State, api: Api, pki: Pki, listener: Listener) {
    this.#base = base
    this.#api = api
    this.#pki = pki
    this.#listener = listener
    this.#service = {
      services: api.registries.registryOf('', 'services'),
      endpoints: api.registries.registryOf('', 'endpoints'),
      clusterIP: CLUSTER_IP,
      address: advertiseAddress(base.options),
      isShared,
    }
  }

  /** Writes them, once the server has a port. */
  async write(): Promise<void> {
    const { self, registries } = this.#api
    const { port } = this.#listener
    if (port === 0) return
    await Promise.all([
      ensureKubernetesService(self, { ...this.#service, port }),
      ensureApiServerMaps(
        self,
        registries.registryOf('', 'configmaps'),
        this.#pki.trust.clientAuthorities,
      ),
    ])
  }

  /** Takes this server out of the endpoints if other servers of the cluster go on. */
  async leave(): Promise<void> {
    if (!this.#service.isShared) return
    const { port } = this.#listener
    await leaveKubernetesService(this.#api.self, { ...this.#service, port }).catch(
      (error: unknown) =>
        this.#base.log.warn(
          { err: error },
          'the endpoints of the Service kubernetes still name this server',
        ),
    )
  }
}
