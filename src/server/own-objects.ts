import { ensureApiServerMaps } from '../controllers/api-server-maps.ts'
import {
  ensureKubernetesService,
  leaveKubernetesService,
} from '../controllers/kubernetes-service.ts'
import { advertiseAddress, CLUSTER_IP } from './advertise.ts'
import type { Plane } from './app.ts'

export type OwnObjects = ReturnType<typeof ownObjects>

export const ownObjects = ({ base, state, api, pki, listener }: Plane) => {
  const { self, registries } = api
  const service = () => ({
    services: registries.registryOf('', 'services'),
    endpoints: registries.registryOf('', 'endpoints'),
    clusterIP: CLUSTER_IP,
    address: advertiseAddress(base.options),
    port: listener.port,
    isShared: state.isShared,
  })
  return {
    /** Writes the Service `kubernetes` and two ConfigMaps. Does nothing if there is no port yet. */
    write: async (): Promise<void> => {
      if (listener.port === 0) return
      const maps = registries.registryOf('', 'configmaps')
      await Promise.all([
        ensureKubernetesService(self, service()),
        ensureApiServerMaps(self, maps, pki.trust.clientAuthorities),
      ])
    },
    /** Removes this server from the endpoints of a shared cluster. */
    leave: async (): Promise<void> => {
      if (!state.isShared) return
      await leaveKubernetesService(self, service()).catch((error: unknown) =>
        base.log.warn(
          { err: error },
          'the endpoints of the Service kubernetes still name this server',
        ),
      )
    },
  }
}
