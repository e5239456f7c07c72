import type { Clock } from '../apimachinery/clock.ts'
import { Rounds } from '../apimachinery/rounds.ts'
import { TooManyRequests } from '../apiserver/http/gate/inflight.ts'
import { atEndOf, hasEnded } from '../apiserver/http/wire/answer-end.ts'
import type { Front } from '../apiserver/http/wire/front.ts'
import type { AnyRequest, AnyResponse } from '../apiserver/http/wire/message.ts'
import { isMalformed } from '../apiserver/http/wire/head.ts'
import { servedNameOf } from '../apiserver/http/wire/peer.ts'
import type { ServingIdentity } from '../apiserver/http/wire/listener.ts'
import { limitReading } from '../apiserver/http/wire/unread.ts'
import { clusterOfServerName, readPath } from './address.ts'
import type { ClusterShelf } from './cluster-shelf.ts'
import type { HostedCluster } from './hosted-cluster.ts'
import { refuseForNow, refuseMany, refuseUnknown } from './refusals.ts'

interface RouterParts {
  /** the time of clients */
  readonly realTime: Pick<Clock, 'now' | 'after'>
  /** Reports why a cluster could not wake. */
  readonly report: (error: unknown, cluster: string) => void
}

/** Maximum of requests to hosted clusters that start in one round of the event loop. */
const IN_A_ROUND = 64

/** Whether a cluster is awake, or its rate limit allows this address to wake it. */
const mayWake = ({ isAwake, allowance }: HostedCluster, address = ''): boolean => {
  if (isAwake) return true
  try {
    allowance.admit(address)
    return true
  } catch (error) {
    if (error instanceof TooManyRequests) return false
    throw error
  }
}

/**
 * Returns the cluster of a request, and cuts the prefix off its target; undefined: the host itself.
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

export class ClusterRouter implements Front {
  readonly #parts: RouterParts
  #find: (name: string) => HostedCluster | undefined = () => undefined
  readonly #rounds = new Rounds<HostedCluster>(IN_A_ROUND)

  constructor(parts: RouterParts) {
    this.#parts = parts
  }

  /** Routes to these clusters; called before the first request. */
  install(clusters: ClusterShelf): void {
    this.#find = (name) => clusters.find(name)
  }

  identityOf(name: string): Promise<ServingIdentity> | undefined {
    const named = clusterOfServerName(name)
    const cluster = named === undefined ? undefined : this.#find(named)
    if (cluster === undefined || !mayWake(cluster)) return undefined
    const end = cluster.begin()
    const coming = cluster.identity()
    coming.then(end, (error: unknown) => {
      end()
      this.#parts.report(error, cluster.name)
    })
    return coming
  }

  route(request: AnyRequest, response: AnyResponse): boolean {
    // the parser answers malformed requests itself, before a cluster could
    if (isMalformed(request)) return false
    const name = leadTo(request)
    if (name === undefined) return false
    const cluster = this.#find(name)
    if (cluster !== undefined) this.#lead(cluster, request, response)
    else {
      refuseUnknown(response, name)
      limitReading(response, this.#parts.realTime)
    }
    return true
  }

  #lead(cluster: HostedCluster, request: AnyRequest, response: AnyResponse): void {
    if (!mayWake(cluster, request.socket.remoteAddress)) {
      refuseMany(response)
      return limitReading(response, this.#parts.realTime)
    }
    atEndOf(response, cluster.begin())
    void this.#serve(cluster, request, response)
  }

  async #serve(cluster: HostedCluster, request: AnyRequest, response: AnyResponse): Promise<void> {
    try {
      await this.#rounds.next(cluster)
      const server = await cluster.server()
      // the client may have disconnected meanwhile
      if (!hasEnded(response)) server.handle(request, response)
    } catch (error) {
      this.#parts.report(error, cluster.name)
      refuseForNow(response, `the cluster ${cluster.name} is unavailable`)
      limitReading(response, this.#parts.realTime)
    }
  }
}
