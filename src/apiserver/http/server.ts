/** The HTTP side of one cluster: its listeners, its requests in flight, and its end. */
import type { FastifyInstance } from 'fastify'
import type { ServerResponse } from 'node:http'
import type { SecureServerOptions } from 'node:http2'
import { realTime } from '../../apimachinery/clock.ts'
import { Rounds } from '../../apimachinery/rounds.ts'
import type { InjectedResponse } from '../client/call.ts'
import type { ServerExtension } from '../extensions.ts'
import { openStreams } from './limits/open-streams.ts'
import { appOf } from './app.ts'
import { addressTo, type ServedCluster, type ClusterParts } from './cluster.ts'
import { impersonationOf } from './filters/impersonation/impersonation.ts'
import { type InflightOptions, inflightLimits } from './limits/inflight.ts'
import { type Injection, injectRequest } from './injection.ts'
import { answerMemory } from './limits/answer-memory.ts'
import { uploadsWith } from './limits/uploads.ts'
import { workOf } from './limits/work.ts'
import { endWithAnswer } from './wire/connections.ts'
import type { VirtualHosts } from './wire/virtual-hosts.ts'
import type { AnyRequest, AnyResponse } from './wire/message.ts'
import { listenPlain, type PlainListener } from './wire/plain.ts'
import { tlsListener } from './wire/tls-listener.ts'
import { countPending } from './wire/pending-requests.ts'

export interface ServerListening {
  readonly tls: SecureServerOptions
  /** routes requests for other servers, which share the listener */
  readonly front: VirtualHosts | undefined
}

/** The resources that requests in flight hold. */
export interface HeldResources {
  readonly requests: number
  /** number of requests that the in-flight limits count */
  readonly places: number
  /** bytes */
  readonly bodies: number
  /** bytes */
  readonly answers: number
  readonly streams: number
}

/** How long a server that stops waits for requests in flight. */
const GRACE_MS = 500
/** How long a draining server waits for requests in flight: enough for an election in etcd. */
export const LAST_ANSWERS_MS = 5000

/** maximum requests admitted or refused per event-loop round; they take a few milliseconds */
const ADMITTED_IN_A_ROUND = 32

const clusterOf = (parts: ClusterParts, inflight: InflightOptions): ServedCluster => {
  const patience = realTime(parts.clock)
  return {
    ...parts,
    realTime: patience,
    impersonation: impersonationOf(parts.authorizer, parts.release),
    inflight: inflightLimits(inflight),
    admissions: new Rounds(ADMITTED_IN_A_ROUND),
    uploads: uploadsWith(patience),
    answers: answerMemory(patience),
    work: workOf(parts.turns, patience),
    streams: openStreams(),
  }
}

const refuse = (response: AnyResponse): void => {
  // HTTP/1.1 and HTTP/2 differ in types only
  ;(response as ServerResponse).writeHead(503, { 'retry-after': '1', 'content-length': '0' })
  response.end()
}

/** `listening` undefined: requests arrive through another server's listener. */
export const httpServer = (
  parts: ClusterParts,
  inflight: InflightOptions,
  listening?: ServerListening,
) => {
  const cluster = clusterOf(parts, inflight)
  const { work, streams } = cluster
  const pending = countPending()
  let app: FastifyInstance | undefined
  let plain: PlainListener | undefined
  let isLeaving = false
  let isClosed = false

  /** Call it after `ready`. */
  const handle = (request: AnyRequest, response: AnyResponse): void => {
    if (isClosed || app === undefined) return refuse(response)
    // over HTTP/1.1, the connection ends with this answer (RFC 9112 section 9.6)
    if (isLeaving) endWithAnswer(response)
    pending.begin(response)
    addressTo(cluster, request)
    app.routing(request as never, response as never)
  }

  const ready = async (): Promise<void> => {
    app ??= await appOf(cluster)
  }

  const listener = listening && tlsListener(listening.tls, handle, listening.front)

  return {
    listener,
    handle,
    ready,
    readYaml: work.readYaml,

    /** Call it before the first request. */
    install: (extension: ServerExtension): void => void Object.assign(cluster, extension),

    close: async (): Promise<void> => {
      isClosed = true
      await streams.end()
      await pending.none(GRACE_MS)
      await Promise.all([plain?.connections.close(), listener?.connections.close(), work.close()])
    },

    held: (): HeldResources => ({
      requests: pending.count(),
      places: cluster.inflight.running(),
      bodies: cluster.uploads.taken(),
      answers: cluster.answers.taken(),
      streams: streams.running(),
    }),

    /** Resolves with the port; rejects with ListenError. Call it after `ready`. */
    listenPlain: async (port: number): Promise<number> => {
      plain = await listenPlain(handle, port)
      return plain.port
    },

    /**
     * Drains the server: waits `ms` milliseconds, sends GOAWAY, ends watches, and waits up to
     * {@link LAST_ANSWERS_MS} for requests in flight.
     */
    leave: async (ms: number): Promise<void> => {
      isLeaving = true
      await new Promise<void>((resolve) => realTime(cluster.clock).after(ms, resolve))
      listener?.connections.goAway()
      await streams.end()
      await pending.none(LAST_ANSWERS_MS)
    },

    /** Handles a request without a socket. */
    inject: async (...asked: Injection): Promise<InjectedResponse> => {
      await ready()
      if (isClosed) throw new Error('the server is closed')
      return injectRequest(handle, ...asked)
    },
  }
}

export type HttpServer = ReturnType<typeof httpServer>
