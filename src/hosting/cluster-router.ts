import type { Clock } from '../apimachinery/clock.ts'
import { Rounds } from '../apimachinery/rounds.ts'
import type { Answer } from '../apiserver/http/answer/answer.ts'
import { atEndOf, hasEnded } from '../apiserver/http/wire/answer-end.ts'
import type { VirtualHosts } from '../apiserver/http/wire/virtual-hosts.ts'
import type { AnyRequest, AnyResponse } from '../apiserver/http/wire/message.ts'
import { headProblem } from '../apiserver/http/wire/head.ts'
import { servedNameOf } from '../apiserver/http/wire/peer.ts'
import type { ServingIdentity } from '../apiserver/http/wire/listener.ts'
import { limitReading } from '../apiserver/http/wire/unread.ts'
import { clusterOfServerName, readPath } from './address.ts'
import type { HostedCluster } from './hosted-cluster.ts'
import type { HostedClusters } from './hosted-clusters.ts'
import { refuse, TOO_MANY, unavailable, unknown } from './refusals.ts'

/** Maximum number of requests to hosted clusters that start in one round of the event loop. */
const IN_A_ROUND = 64

/** Whether a cluster is awake, or its rate limit allows this address to wake it. */
const mayWake = ({ isAwake, allowance }: HostedCluster, address = ''): boolean =>
  isAwake || allowance.takes(address)

/**
 * Returns the name of a request's cluster, and cuts the prefix off its path; undefined: the host.
 * A server name in the handshake takes precedence; the whole path then belongs to the cluster.
 */
const leadTo = (request: AnyRequest): string | undefined => {
  const served = servedNameOf(request)
  const named = served === undefined ? undefined : clusterOfServerName(served)
  if (named !== undefined) return named
  const path = readPath(request.url ?? '')
  if (path !== undefined) request.url = path.target
  return path?.cluster
}

export class ClusterRouter implements VirtualHosts {
  readonly #realTime: Pick<Clock, 'now' | 'after'>
  readonly #report: (error: unknown, cluster: string) => void
  readonly #rounds = new Rounds<HostedCluster>(IN_A_ROUND)
  /** set before the first request */
  clusters: Pick<HostedClusters, 'find'> | undefined

  /** `realTime`: the clock of client timeouts. `report`: reports why a cluster could not wake. */
  constructor(
    realTime: Pick<Clock, 'now' | 'after'>,
    report: (error: unknown, cluster: string) => void,
  ) {
    this.#realTime = realTime
    this.#report = report
  }

  identityOf(name: string): Promise<ServingIdentity> | undefined {
    const named = clusterOfServerName(name)
    const cluster = named === undefined ? undefined : this.clusters?.find(named)
    if (cluster === undefined || !mayWake(cluster)) return undefined
    const end = cluster.begin()
    const coming = cluster.identity()
    coming.then(end, (error: unknown) => {
      end()
      this.#report(error, cluster.name)
    })
    return coming
  }

  route(request: AnyRequest, response: AnyResponse): boolean {
    // the host answers malformed requests, like Go's server before any routing
    if (headProblem(request) !== undefined) return false
    const name = leadTo(request)
    if (name === undefined) return false
    const cluster = this.clusters?.find(name)
    if (cluster === undefined) this.#refuse(response, unknown(name))
    else if (!mayWake(cluster, request.socket.remoteAddress)) this.#refuse(response, TOO_MANY)
    else {
      atEndOf(response, cluster.begin())
      void this.#serve(cluster, request, response)
    }
    return true
  }

  async #serve(cluster: HostedCluster, request: AnyRequest, response: AnyResponse): Promise<void> {
    try {
      await this.#rounds.next(cluster)
      const server = await cluster.server()
      // the client may have disconnected meanwhile
      if (!hasEnded(response)) server.handle(request, response)
    } catch (error) {
      this.#report(error, cluster.name)
      this.#refuse(response, unavailable(cluster.name))
    }
  }

  #refuse(response: AnyResponse, answer: Answer): void {
    refuse(response, answer)
    limitReading(response, this.#realTime)
  }
}
