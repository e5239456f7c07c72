import type { Listener } from '../server/listener.ts'
import { pathOf } from './address.ts'

/** Makes the listener of a hosted cluster: its host's listener, at the path of the cluster. */
export const hostedListener = (host: Listener, cluster: string): Listener => {
  const path = pathOf(cluster)
  const own: Listener = {
    get port() {
      return host.port
    },
    get external() {
      return `${host.external}${path}`
    },
    get local() {
      return `${host.local}${path}`
    },
    listen: async () => ({
      url: `https://${own.external}`,
      localUrl: `https://${own.local}`,
      port: own.port,
      insecureUrl: undefined,
    }),
  }
  return own
}
