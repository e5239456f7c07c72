import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import { withoutTrailing } from '../../../apimachinery/text/trim.ts'
import type { ApiConnection } from '../connection.ts'
import type { ReceivedAnswer, SentRequest } from './message.ts'

const tlsOptions = ({ serverName, ca, certificate, key, insecure }: ApiConnection) => ({
  ...omitEmpty({ servername: serverName, ca, cert: certificate, key }),
  rejectUnauthorized: insecure !== true,
})

export class Http1Connections {
  readonly #server: string
  readonly #agent: Agent | HttpAgent
  readonly #onSocket: (socket: Socket) => void

  /** `onSocket`: called for each request */
  constructor(connection: ApiConnection, onSocket: (socket: Socket) => void = () => undefined) {
    this.#server = withoutTrailing(connection.server, '/')
    this.#agent = connection.server.startsWith('http:')
      ? new HttpAgent({ keepAlive: true })
      : new Agent({ keepAlive: true, ...tlsOptions(connection) })
    this.#onSocket = onSocket
  }

  send({ method, path, headers, body, signal }: SentRequest): Promise<ReceivedAnswer> {
    const agent = this.#agent
    const send = agent instanceof Agent ? httpsRequest : httpRequest
    // Node sends no length for a DELETE with a body
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    return new Promise((resolve, reject) => {
      const outgoing = send(
        // the server's URL may have a path
        new URL(`${this.#server}${path}`),
        { method, agent, signal, headers: { ...headers, ...length } },
      )
      outgoing.on('socket', this.#onSocket)
      outgoing.on('error', reject)
      outgoing.on('response', (incoming) =>
        resolve({ code: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming }),
      )
      outgoing.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
