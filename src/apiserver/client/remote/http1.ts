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

/** `onSocket` is called with the socket of each request. */
export const http1Connections = (
  connection: ApiConnection,
  onSocket: (socket: Socket) => void = () => undefined,
) => {
  const server = withoutTrailing(connection.server, '/')
  const agent = connection.server.startsWith('http:')
    ? new HttpAgent({ keepAlive: true })
    : new Agent({ keepAlive: true, ...tlsOptions(connection) })
  const request = agent instanceof Agent ? httpsRequest : httpRequest
  return {
    send: ({ method, path, headers, body, signal }: SentRequest): Promise<ReceivedAnswer> => {
      // Node sends no length for a DELETE with a body
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
      return new Promise((resolve, reject) => {
        const outgoing = request(
          // the server's URL may have a path
          new URL(`${server}${path}`),
          { method, agent, signal, headers: { ...headers, ...length } },
        )
        outgoing.on('socket', onSocket)
        outgoing.on('error', reject)
        outgoing.on('response', (incoming) =>
          resolve({ code: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming }),
        )
        outgoing.end(body)
      })
    },

    close: (): void => agent.destroy(),
  }
}

export type Http1Connections = ReturnType<typeof http1Connections>
