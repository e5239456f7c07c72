/** Requests over HTTP/1.1 with kept connections. */
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { withoutTrailing } from '../../../apimachinery/text/trim.ts'
import type { ApiConnection } from '../connection.ts'
import { ConnectionError } from '../connection-error.ts'
import type { ReceivedAnswer, SentRequest, Transport } from './message.ts'

/** Idle connections notice a lost network after about this time. */
const PROBE_MS = 30_000

const agentOf = (connection: ApiConnection): Agent | HttpAgent => {
  const { server, serverName, ca, certificate, key, insecure } = connection
  if (server.startsWith('http:')) return new HttpAgent({ keepAlive: true })
  return new Agent({
    keepAlive: true,
    ...(serverName !== undefined && { servername: serverName }),
    ...(ca && { ca }),
    ...(certificate && { cert: certificate }),
    ...(key && { key }),
    rejectUnauthorized: insecure !== true,
  })
}

interface Connections {
  readonly connection: ApiConnection
  readonly agent: Agent | HttpAgent
  readonly holdsProcess: boolean
}

const exchange = (
  { connection: { server }, agent, holdsProcess }: Connections,
  { method, path, headers, body, signal }: SentRequest,
): Promise<ReceivedAnswer> =>
  new Promise((resolve, reject) => {
    const send = agent instanceof Agent ? httpsRequest : httpRequest
    // Node sends no length for a DELETE with a body
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const outgoing = send(
      // the server's own path comes first, as with kubectl
      new URL(`${withoutTrailing(server, '/')}${path}`),
      { method, agent, signal, headers: { ...headers, ...length } },
    )
    outgoing.on('socket', (socket: Socket) => {
      socket.setKeepAlive(true, PROBE_MS)
      if (!holdsProcess) socket.unref()
    })
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) =>
      resolve({ code: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming }),
    )
    outgoing.end(body)
  })

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
  readonly #holdsProcess: boolean
  #current: Connections | undefined

  /** `holdsProcess`: default: no, since a program that forgets to close must still end */
  constructor({ holdsProcess = false }: { readonly holdsProcess?: boolean } = {}) {
    this.#holdsProcess = holdsProcess
  }

  async send(connection: ApiConnection, request: SentRequest): Promise<ReceivedAnswer> {
    const { server } = connection
    try {
      // renewed certificates need new connections; requests in flight end on the old ones
      if (this.#current === undefined || !isSame(this.#current.connection, connection))
        this.#current = {
          connection,
          agent: agentOf(connection),
          holdsProcess: this.#holdsProcess,
        }
      const answer = await exchange(this.#current, request)
      return { ...answer, body: read(server, answer.body) }
    } catch (error) {
      throw explained(server, error)
    }
  }

  close(): void {
    this.#current?.agent.destroy()
    this.#current = undefined
  }
}
