import type { Listener } from '../server/listener.ts'
import { pathOf } from './address.ts'

/** Returns the host's listener, with the cluster's path in its URLs. */
export const hostedListener = ({ port, external, local }: Listener, cluster: string): Listener => {
  const path = pathOf(cluster)
  const own = { port, external: `${external}${path}`, local: `${local}${path}` }
  return {
    ...own,
    listen: async () => ({
      url: `https://${own.external}`,
      localUrl: `https://${own.local}`,
      port,
      insecureUrl: undefined,
    }),
  }
}
