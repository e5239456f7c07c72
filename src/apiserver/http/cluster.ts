/** The parts of a server that its requests use. Clusters that serve the same share one app. */
import type { Clock, ClusterTime } from '../../apimachinery/clock.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import type { Rounds } from '../../apimachinery/rounds.ts'
import type { SchemaSet } from '../../apimachinery/schema/schema-compile.ts'
import type { Turns } from '../../apimachinery/turns.ts'
import type { AuditTrail } from '../audit/trail.ts'
import type { Authenticator } from '../authn/authenticator.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import type { ServerExtension } from '../extensions.ts'
import type { OpenStreams } from './limits/open-streams.ts'
import type { EndpointParts } from './endpoints/parts.ts'
import type { Impersonation } from './filters/impersonation/checks.ts'
import type { InflightLimits } from './limits/inflight.ts'
import type { Allowance } from './limits/allowance.ts'
import type { AnswerMemory } from './limits/answer-memory.ts'
import type { Owner } from './limits/owner.ts'
import type { Uploads } from './limits/uploads.ts'
import type { Work } from './limits/work.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { Catalogue } from './served.ts'
import type { AnyRequest } from './wire/message.ts'

/** The parts that the server's phases make; `server.ts` adds the rest. */
export interface ClusterParts {
  readonly release: Release
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly catalogue: Catalogue
  readonly endpoints: EndpointParts
  readonly schemas: SchemaSet
  /**
   * Resolves when this server knows all acknowledged writes; undefined: it always does. Rejects
   * with StatusErrors. Not called for writes of one object, nor for reads with a revision or a
   * continue token.
   */
  readonly refresh?: (() => Promise<void>) | undefined
  readonly authenticate: Authenticator
  readonly auditTrail: AuditTrail
  readonly authorizer: Authorizer
  readonly metrics: Metrics
  readonly turns: Turns
  /** spreads watch events over rounds of the event loop */
  readonly watchRounds: Rounds
  /** undefined: nothing is logged */
  readonly log: { error(details: unknown): void } | undefined
  /** undefined: no limits other than those of the server's options */
  readonly allowance?: Allowance | undefined
  /** from the head of a request to the end of its answer; does not apply to watches */
  readonly requestTimeoutMs: number
}

export interface ServedCluster extends ClusterParts, ServerExtension {
  /** runs in real time, even if the cluster's clock is stopped */
  readonly realTime: Clock
  readonly impersonation: Impersonation
  readonly inflight: InflightLimits
  /** spreads refused requests over rounds of the event loop */
  readonly admissions: Rounds<Owner>
  readonly uploads: Uploads
  readonly answers: AnswerMemory
  readonly work: Work
  readonly streams: OpenStreams
}

const clusters = new WeakMap<AnyRequest, ServedCluster>()

/** Says which cluster a request is for. Fastify's `routing` takes no more than Node's objects. */
export const addressTo = (cluster: ServedCluster, request: AnyRequest): void =>
  void clusters.set(request, cluster)

/** Throws for a request that no server has handed to the app. */
export const clusterOf = (request: AnyRequest): ServedCluster => {
  const cluster = clusters.get(request)
  if (cluster === undefined) throw new Error('a request without a cluster')
  return cluster
}
