import { formatTime } from '../apimachinery/clock.ts'
import { serviceUnavailable } from '../apimachinery/status.ts'
import { adminEntry, contextName, kubeconfigOf } from '../apiserver/client/kubeconfig.ts'
import { ADMIN_NAME } from '../server/own-certificates.ts'
import type { RunningServer } from '../server/running-server.ts'
import type { ClusterInfo } from '../testing/generated/bodies.d.ts'
import { pathOf, serverNameOf } from './address.ts'
import type { HostedCluster } from './hosted-cluster.ts'
import { limitsOf } from './terms.ts'

type ViewHost = Pick<RunningServer, 'authority' | 'listener'>

const urlOf = (name: string, { listener }: Pick<ViewHost, 'listener'>): string =>
  `https://${listener.external}${pathOf(name)}`

export const viewOf = (
  { name, created, terms, usage: holding, isAwake }: HostedCluster,
  host: Pick<ViewHost, 'listener'>,
): ClusterInfo => {
  const { populate: _populate, ...options } = terms.options
  return {
    ...options,
    name,
    created: formatTime(created),
    ...(terms.expires !== undefined && { expires: formatTime(terms.expires) }),
    state: isAwake ? 'awake' : 'asleep',
    url: urlOf(name, host),
    serverName: serverNameOf(name),
    limits: limitsOf(terms),
    ...(holding && { objects: holding.objects, bytes: holding.bytes }),
  }
}

/**
 * Wakes the cluster. `way`: whether clients name the cluster in the handshake or, if they cannot
 * set a server name, in the path. Rejects with a 503 StatusError.
 */
export const clusterKubeconfig = async (
  cluster: HostedCluster,
  host: ViewHost,
  way: 'name' | 'path',
): Promise<object> => {
  const { name } = cluster
  const access = cluster.use(async (server) => ({
    caPem: server.authority.certificatePem,
    admin: (await server.identities()).admin,
  }))
  const { caPem, admin } = await access.catch(() => {
    throw serviceUnavailable(`the cluster ${name} is unavailable`)
  })
  const server = `https://${host.listener.external}`
  return kubeconfigOf({
    name,
    ...(way === 'name'
      ? { server, caPem, serverName: serverNameOf(name) }
      : { server: urlOf(name, host), caPem: host.authority.certificatePem }),
    user: adminEntry(name),
    context: contextName(ADMIN_NAME, name),
    credentials: admin,
  })
}
