import type { Clock } from '../apimachinery/clock.ts'
import { Rounds } from '../apimachinery/rounds.ts'
import type { Answer } from '../apiserver/http/answer/answer.ts'
import { atEndOf, hasEnded } from '../apiserver/http/wire/answer-end.ts'
import type { VirtualHosts } from '../apiserver/http/wire/virtual-hosts.ts'
import type { AnyRequest, AnyResponse } from '../apiserver/http/wire/message.ts'
import { headProblem } from '../apiserver/http/wire/head.ts'
import { servedNameOf } from '../apiserver/http/wire/peer.ts'
import { limitReading } from '../apiserver/http/wire/unread.ts'
import { clusterOfServerName, readPath } from './address.ts'
import type { HostedCluster } from './hosted-cluster.ts'
import { refuse, TOO_MANY, unavailable, unknown } from './refusals.ts'

/** requests that start in one round of the event loop */
const IN_A_ROUND = 64

/** Whether the cluster is awake, or the rate limit of the address lets a request wake it. */
const claimWake = ({ isAwake, allowance }: HostedCluster, address = ''): boolean =>
  isAwake || allowance.takes(address)

/**
 * Returns the name of the request's cluster; undefined if the request is for the host. Removes the
 * cluster's prefix from the path, unless the TLS handshake names the cluster.
 */
const takeClusterName = (request: AnyRequest): string | undefined => {
  const served = servedNameOf(request)
  const named = served === undefined ? undefined : clusterOfServerName(served)
  if (named !== undefined) return named
  const path = readPath(request.url ?? '')
  if (path !== undefined) request.url = path.target
  return path?.cluster
}

/**
 * `realTime`: limits how long a client may take to read a refusal. `report`: gets the errors of
 * clusters that cannot wake.
 */
export const clusterRouter = (
  find: (name: string) => HostedCluster | undefined,
  realTime: Pick<Clock, 'now' | 'after'>,
  report: (error: unknown, cluster: string) => void,
): VirtualHosts => {
  const rounds = new Rounds<HostedCluster>(IN_A_ROUND)
  const refuseWith = (response: AnyResponse, answer: Answer): void => {
    refuse(response, answer)
    limitReading(response, realTime)
  }
  const serve = async (
    cluster: HostedCluster,
    request: AnyRequest,
    response: AnyResponse,
  ): Promise<void> => {
    try {
      await rounds.next(cluster)
      const server = await cluster.server()
      // the client may have left meanwhile
      if (!hasEnded(response)) server.handle(request, response)
    } catch (error) {
      report(error, cluster.name)
      refuseWith(response, unavailable(cluster.name))
    }
  }
  return {
    identityOf: (name) => {
      const named = clusterOfServerName(name)
      const cluster = named === undefined ? undefined : find(named)
      if (cluster === undefined || !claimWake(cluster)) return undefined
      const coming = cluster.use(async (server) => (await server.identities()).serving)
      coming.catch((error: unknown) => report(error, cluster.name))
      return coming
    },
    route: (request, response) => {
      // the host rejects an invalid head before any routing, like Go's server
      if (headProblem(request) !== undefined) return false
      const name = takeClusterName(request)
      if (name === undefined) return false
      const cluster = find(name)
      if (cluster === undefined) refuseWith(response, unknown(name))
      else if (!claimWake(cluster, request.socket.remoteAddress)) refuseWith(response, TOO_MANY)
      else {
        atEndOf(response, cluster.begin())
        void serve(cluster, request, response)
      }
      return true
    },
  }
}
