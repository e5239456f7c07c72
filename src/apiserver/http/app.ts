import type { ServerResponse } from 'node:http'
import type { SecureServerOptions } from 'node:http2'
import { realTime } from '../../apimachinery/clock.ts'
import type { InjectedResponse } from '../client/call.ts'
import type { ServerExtension } from '../extensions.ts'
import type { AppParts, HeldResources } from './app-parts.ts'
import { Call } from './call.ts'
import { type Injection, injectRequest } from './injection.ts'
import { carry, prepareFastify } from './stages/fastify.ts'
import { stagesOf } from './stages/request-stages.ts'
import { endWithAnswer } from './wire/connections.ts'
import type { VirtualHosts } from './wire/virtual-hosts.ts'
import type { AnyRequest, AnyResponse } from './wire/message.ts'
import { listenPlain, type PlainListener } from './wire/plain.ts'
import { tlsListener } from './wire/tls-listener.ts'
import { countPending } from './wire/pending-requests.ts'

export interface AppListening {
  readonly tls: SecureServerOptions
  /** routes requests for other servers, which share the listener */
  readonly front: VirtualHosts | undefined
}

/** How long a server that stops waits for requests in flight. */
const GRACE_MS = 500
/** How long a draining server waits for requests in flight: enough for an election in etcd. */
export const LAST_ANSWERS_MS = 5000

const refuse = (response: AnyResponse): void => {
  // HTTP/1.1 and HTTP/2 differ in types only
  ;(response as ServerResponse).writeHead(503, { 'retry-after': '1', 'content-length': '0' })
  response.end()
}

/** `listening` undefined: requests arrive through another server's listener. */
export const appOf = (parts: AppParts, listening?: AppListening) => {
  const { services } = parts
  const stages = stagesOf(parts)
  const { work, streams } = stages
  const pending = countPending()
  let plain: PlainListener | undefined
  let isLeaving = false
  let isClosed = false

  const handle = (request: AnyRequest, response: AnyResponse): void => {
    if (isClosed) return refuse(response)
    // over HTTP/1.1, the connection ends with this answer (RFC 9112 section 9.6)
    if (isLeaving) endWithAnswer(response)
    pending.begin(response)
    carry(new Call(request, response, services), stages)
  }

  const listener = listening && tlsListener(listening.tls, handle, listening.front)

  return {
    listener,
    handle,
    ready: prepareFastify,
    readYaml: work.readYaml,

    /** Call it before the first request. */
    install: (extension: ServerExtension): void => void Object.assign(services, extension),

    close: async (): Promise<void> => {
      isClosed = true
      await streams.end()
      await pending.none(GRACE_MS)
      await Promise.all([plain?.connections.close(), listener?.connections.close(), work.close()])
    },

    held: (): HeldResources => ({ requests: pending.count(), ...stages.held() }),

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
      await new Promise<void>((resolve) => realTime(services.clock).after(ms, resolve))
      listener?.connections.goAway()
      await streams.end()
      await pending.none(LAST_ANSWERS_MS)
    },

    /** Handles a request without a socket. */
    inject: async (...asked: Injection): Promise<InjectedResponse> => {
      await prepareFastify()
      if (isClosed) throw new Error('the server is closed')
      return injectRequest(handle, ...asked)
    },
  }
}

export type App = ReturnType<typeof appOf>
