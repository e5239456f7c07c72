/** A server with a listener of its own. */
import type { Socket } from 'node:net'
import type { FastifyBaseLogger, FastifyInstance, InjectOptions } from 'fastify'
import {
  answerClientError,
  closeIdleSessions,
  limitHttp1,
  refuseExpectations,
  sendAtOnce,
} from '../wire/connections.ts'
import { type AnyRequest, type AnyResponse, type Front, fronted } from '../wire/front.ts'
import { shareHandshakes } from '../wire/handshake-rounds.ts'
import { boundHandshakes } from '../wire/handshakes.ts'
import { OpenConnections } from '../wire/open-connections.ts'
import { serveInOrder } from '../wire/pipelined.ts'
import { serveUpgrades } from '../wire/upgrade.ts'
import { type CarriedAnswer, type Carrier, createFastify } from './carrier.ts'
import type { Stages } from './stages.ts'

export interface ListenerOptions {
  /** TLS and HTTP/2 settings, or undefined for plain HTTP */
  readonly tls: object | undefined
  /** for what else the listener serves; only with TLS */
  readonly front?: Front | undefined
  /** undefined: nothing is logged */
  readonly log: FastifyBaseLogger | undefined
}

/** Its server is held to kube-apiserver's limits. */
export class OwnCarrier implements Carrier {
  readonly server: FastifyInstance['server']
  readonly #fastify: FastifyInstance

  constructor({ tls, log, front }: ListenerOptions, stages: Stages) {
    const fastify = createFastify(
      {
        ...(tls as object),
        ...(front && fronted(front)),
        forceCloseConnections: true,
        clientErrorHandler: answerClientError,
      },
      log,
      () => stages,
    )
    const { server } = fastify
    sendAtOnce(server)
    if (tls !== undefined) {
      shareHandshakes(server)
      boundHandshakes(server)
    }
    limitHttp1(server)
    refuseExpectations(server)
    closeIdleSessions(server)
    serveUpgrades(server)
    const connections = new OpenConnections(server)
    fastify.addHook('preClose', () => stages.end(() => connections.end()))
    this.server = server
    this.#fastify = fastify
  }

  /** The port that it listens on; 0 before. */
  get port(): number {
    const address = this.server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** Rejects as `net.Server.listen` does. */
  async listen(host: string, port: number): Promise<void> {
    serveInOrder(this.server)
    await this.#fastify.listen({ host, port })
  }

  handle(request: AnyRequest, response: AnyResponse): void {
    this.#fastify.routing(request as never, response as never)
  }

  inject(asked: InjectOptions): Promise<CarriedAnswer> {
    return this.#fastify.inject(asked)
  }

  async ready(): Promise<void> {
    await this.#fastify.ready()
  }

  close(): Promise<void> {
    return this.#fastify.close()
  }

  /** From now on neither the listener nor its connections keep the process alive. */
  unref(): void {
    this.server.unref()
    this.server.on('connection', (socket: Socket) => socket.unref())
  }
}
