import type { Socket } from 'node:net'
import type { ApiConnection } from '../connection.ts'
import { unanswered } from '../connection-error.ts'
import { type Http1Connections, http1Connections } from './http1.ts'
import type { ReceivedAnswer, SentRequest } from './message.ts'

/** idle time before the first probe of TCP keep-alive */
const PROBE_MS = 30_000

/** Lets a program exit even if it forgets to close the transport. */
const idly = (socket: Socket): void => {
  socket.setKeepAlive(true, PROBE_MS)
  socket.unref()
}

const isSame = (a: ApiConnection, b: ApiConnection): boolean =>
  a === b ||
  (['server', 'serverName', 'ca', 'certificate', 'key', 'insecure'] as const).every(
    (field) => String(a[field]) === String(b[field]),
  )

async function* read(server: string, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body
  } catch (error) {
    throw unanswered(server, error)
  }
}

/** Sends requests and reads answers. Rejects with ConnectionErrors. */
export const openTransport = () => {
  let used: ApiConnection | undefined
  let connections: Http1Connections | undefined
  return {
    send: async (connection: ApiConnection, request: SentRequest): Promise<ReceivedAnswer> => {
      // renewed certificates need new connections; requests in flight end on the old ones
      if (connections === undefined || used === undefined || !isSame(used, connection)) {
        connections = http1Connections(connection, idly)
        used = connection
      }
      const { server } = connection
      try {
        const answer = await connections.send(request)
        return { ...answer, body: read(server, answer.body) }
      } catch (error) {
        throw unanswered(server, error)
      }
    },

    close: (): void => {
      connections?.close()
      connections = undefined
    },
  }
}

export type Transport = ReturnType<typeof openTransport>
