import type { ServerResponse } from 'node:http'
import type { SecureServerOptions } from 'node:http2'
import { realTime } from '../../apimachinery/clock.ts'
import type { ParsedYaml } from '../../apimachinery/text/yaml/read.ts'
import type { Caller } from '../../apimachinery/turns.ts'
import type { InjectedResponse } from '../client/call.ts'
import type { ServerExtension } from '../extensions.ts'
import type { AppParts, HeldResources } from './app-parts.ts'
import { Call } from './call.ts'
import { type Injection, injectRequest } from './injection.ts'
import { carry, prepareFastify } from './stages/fastify.ts'
import { RequestStages } from './stages/request-stages.ts'
import { endWithAnswer } from './wire/connections.ts'
import type { VirtualHosts } from './wire/virtual-hosts.ts'
import type { AnyRequest, AnyResponse } from './wire/message.ts'
import { listenPlain, type PlainListener } from './wire/plain.ts'
import { TlsListener } from './wire/tls-listener.ts'
import { PendingRequests } from './wire/pending-requests.ts'

export interface AppListening {
  readonly tls: SecureServerOptions
  /** takes the listener's requests for other servers */
  readonly front: VirtualHosts | undefined
}

/** Time for requests in flight when the server stops. */
const GRACE_MS = 500
/** Time for requests in flight when the server drains: etcd may be electing a leader. */
export const LAST_ANSWERS_MS = 5000

const refuse = (response: AnyResponse): void => {
  // HTTP/1.1 and HTTP/2 differ in types only
  ;(response as ServerResponse).writeHead(503, { 'retry-after': '1', 'content-length': '0' })
  response.end()
}

export class App {
  readonly listener: TlsListener | undefined
  readonly #parts: AppParts
  readonly #stages: RequestStages
  readonly #pendingRequests = new PendingRequests()
  #plain: PlainListener | undefined
  #isLeaving = false
  #isClosed = false

  /** `listening` undefined: requests arrive through another server's listener. */
  constructor(parts: AppParts, listening?: AppListening) {
    this.#parts = parts
    this.#stages = new RequestStages(parts)
    this.listener = listening && new TlsListener(listening.tls, this.handle, listening.front)
  }

  /** Call it before the first request. */
  install({ observer, mount, advice }: ServerExtension): void {
    const { services, endpoints } = this.#parts
    if (observer !== undefined) this.#stages.observer = observer
    if (mount !== undefined) endpoints.management = mount
    if (advice !== undefined) services.hints = advice
  }

  ready(): Promise<void> {
    return prepareFastify()
  }

  readonly handle = (request: AnyRequest, response: AnyResponse): void => {
    if (this.#isClosed) return refuse(response)
    // over HTTP/1.1, the connection ends with this answer (RFC 9112 section 9.6)
    if (this.#isLeaving) endWithAnswer(response)
    this.#pendingRequests.begin(response)
    carry(new Call(request, response, this.#parts.services), this.#stages)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#stages.responder.streams.end()
    await this.#pendingRequests.none(GRACE_MS)
    await Promise.all([
      this.#plain?.connections.close(),
      this.listener?.connections.close(),
      this.#stages.work.close(),
    ])
  }

  get held(): HeldResources {
    return { requests: this.#pendingRequests.count, ...this.#stages.held }
  }

  /** Resolves with the port; rejects with ListenError. Call it after {@link ready}. */
  async listenPlain(port: number): Promise<number> {
    this.#plain = await listenPlain(this.handle, port)
    return this.#plain.port
  }

  /**
   * Drains the server: waits `ms` milliseconds, sends GOAWAY, ends watches, and waits up to {@link
   * LAST_ANSWERS_MS} for requests in flight.
   */
  async leave(ms: number): Promise<void> {
    const clock = realTime(this.#parts.services.clock)
    this.#isLeaving = true
    await new Promise<void>((resolve) => clock.after(ms, resolve))
    this.listener?.connections.goAway()
    await this.#stages.responder.streams.end()
    await this.#pendingRequests.none(LAST_ANSWERS_MS)
  }

  /** Handles a request without a socket. */
  async inject(...asked: Injection): Promise<InjectedResponse> {
    await prepareFastify()
    if (this.#isClosed) throw new Error('the server is closed')
    return injectRequest(this.handle, ...asked)
  }

  /** See {@link Work.readYaml}. */
  readYaml(source: Buffer, caller: Pick<Caller, 'user' | 'signal'>): Promise<ParsedYaml> {
    return this.#stages.work.readYaml(source, caller)
  }
}
