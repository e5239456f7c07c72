/** Requests over HTTP/2 if the server offers it, else over HTTP/1.1 keep-alive connections. */
import type { Socket } from 'node:net'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import type { Clock } from '../../../apimachinery/clock.ts'
import type { ApiConnection } from '../connection.ts'
import { ConnectionError } from '../connection-error.ts'
import { Http1Connections } from './http1.ts'
import { Http2Sessions } from './http2-sessions.ts'
import type { ReceivedAnswer, SentRequest, Transport } from './message.ts'
import { tlsOptions } from './tls-options.ts'

/** Idle connections notice a lost network after about this time. */
const PROBE_MS = 30_000

/** Sockets do not keep the process alive: a program that forgets to close must still end. */
const idly = <S extends Socket>(socket: S): S => {
  socket.setKeepAlive(true, PROBE_MS)
  return socket.unref()
}

const secured = (options: ConnectionOptions): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = idly(connect({ ...options, ALPNProtocols: ['h2', 'http/1.1'] }))
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })

/** The connections to one server with one set of TLS credentials. */
class Connections {
  readonly #http1: Http1Connections
  /** undefined: the server speaks only HTTP/1.1 */
  #http2: Http2Sessions | undefined

  constructor(connection: ApiConnection, clock: Clock) {
    this.#http1 = new Http1Connections(connection, idly)
    if (connection.server.startsWith('https:'))
      this.#http2 = new Http2Sessions(
        connection.server,
        () => secured(tlsOptions(connection)),
        clock,
      )
  }

  async send(request: SentRequest): Promise<ReceivedAnswer> {
    const answer = await this.#http2?.send(request)
    if (answer !== undefined) return answer
    this.#http2 = undefined
    return this.#http1.send(request)
  }

  close(): void {
    this.#http2?.close()
    this.#http1.close()
  }
}

const isSame = (a: ApiConnection, b: ApiConnection): boolean =>
  a === b ||
  (['server', 'serverName', 'ca', 'certificate', 'key', 'insecure'] as const).every(
    (field) => String(a[field]) === String(b[field]),
  )

const explained = (server: string, error: unknown): ConnectionError =>
  error instanceof ConnectionError
    ? error
    : new ConnectionError(
        `${server} does not answer: ${error instanceof Error ? error.message : String(error)}.`,
        { cause: error },
      )

async function* read(server: string, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body
  } catch (error) {
    throw explained(server, error)
  }
}

export class NodeTransport implements Transport {
  readonly #clock: Clock
  #current: { readonly connection: ApiConnection; readonly connections: Connections } | undefined

  /** `clock`: real time */
  constructor(clock: Clock) {
    this.#clock = clock
  }

  async send(connection: ApiConnection, request: SentRequest): Promise<ReceivedAnswer> {
    // renewed certificates need new connections; requests in flight end on the old ones
    if (this.#current === undefined || !isSame(this.#current.connection, connection))
      this.#current = { connection, connections: new Connections(connection, this.#clock) }
    const { server } = connection
    try {
      const answer = await this.#current.connections.send(request)
      return { ...answer, body: read(server, answer.body) }
    } catch (error) {
      throw explained(server, error)
    }
  }

  close(): void {
    this.#current?.connections.close()
    this.#current = undefined
  }
}
