/** Requests over HTTP/2 where the server offers it, else over HTTP/1.1 with kept connections. */
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import type { Clock } from '../../../apimachinery/clock.ts'
import { withoutTrailing } from '../../../apimachinery/text/trim.ts'
import type { ApiConnection } from '../connection.ts'
import { ConnectionError } from '../connection-error.ts'
import { Http2Sessions } from './http2-sessions.ts'
import type { ReceivedAnswer, SentRequest, Transport } from './message.ts'

/** Idle connections notice a lost network after about this time. */
const PROBE_MS = 30_000

const tlsOptions = ({ server, serverName, ca, certificate, key, insecure }: ApiConnection) => {
  const { hostname, port } = new URL(server)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const servername = serverName ?? (isIP(host) === 0 ? host : undefined)
  return {
    host,
    port: port === '' ? 443 : Number(port),
    ...(servername !== undefined && { servername }),
    ...(ca && { ca }),
    ...(certificate && { cert: certificate }),
    ...(key && { key }),
    rejectUnauthorized: insecure !== true,
  } satisfies ConnectionOptions
}

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

const overHttp1 = (
  url: URL,
  agent: Agent | HttpAgent,
  { method, headers, body, signal }: SentRequest,
): Promise<ReceivedAnswer> =>
  new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? httpRequest : httpsRequest
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const outgoing = send(url, { method, agent, signal, headers: { ...headers, ...length } })
    outgoing.on('socket', idly)
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) =>
      resolve({ code: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming }),
    )
    outgoing.end(body)
  })

/** The connections to one server with one set of TLS credentials. */
class Connections {
  readonly #url: string
  readonly #tls: ReturnType<typeof tlsOptions>
  /** undefined: the server speaks HTTP/2, or is still unknown */
  #agent: Agent | HttpAgent | undefined
  readonly #sessions: Http2Sessions

  constructor(connection: ApiConnection, clock: Clock) {
    this.#url = withoutTrailing(connection.server, '/')
    this.#tls = tlsOptions(connection)
    if (this.#url.startsWith('http:')) this.#agent = new HttpAgent({ keepAlive: true })
    this.#sessions = new Http2Sessions(() => secured(this.#tls), clock)
  }

  async send(request: SentRequest): Promise<ReceivedAnswer> {
    const url = new URL(`${this.#url}${request.path}`)
    if (this.#agent === undefined) {
      const answer = await this.#sessions.send(url, request)
      if (answer !== undefined) return answer
      this.#agent = new Agent({ ...this.#tls, keepAlive: true, ALPNProtocols: ['http/1.1'] })
    }
    return overHttp1(url, this.#agent, request)
  }

  close(): void {
    this.#sessions.close()
    this.#agent?.destroy()
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
