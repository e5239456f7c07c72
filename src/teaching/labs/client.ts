import { askOver } from '../../apiserver/client/ask.ts'
import type { Requester } from '../../apiserver/client/call.ts'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import { http1Connections } from '../../apiserver/client/remote/http1.ts'
import { adminOf, type LabServer } from './lab-server.ts'

export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

const PATIENCE_MS = 10_000

export interface LabClient extends Requester {
  close(): void
}

export const CHECKING = 'csrlab-check'
export const SEEDING = 'csrlab-seed'

/** User agents that are not a learner's. */
const OURS: ReadonlySet<string> = new Set(['', CHECKING, SEEDING, 'csrlab'])

export const isOfLearner = (userAgent: string): boolean => !OURS.has(userAgent)

/** Uses no socket if the server is in this process. */
export const openAdmin = (
  server: Parameters<typeof adminOf>[0] & Pick<LabServer, 'requester'>,
  userAgent = CHECKING,
): LabClient => {
  const { requester } = server
  if (requester === undefined) return openClient(adminOf(server), userAgent)
  return {
    inject: (method, url, body, headers) =>
      requester.inject(method, url, body, { 'user-agent': userAgent, ...headers }),
    close: () => undefined,
  }
}

const openClient = (connection: ApiConnection, userAgent: string): LabClient => {
  const connections = http1Connections(connection)
  const patient = { timeoutMs: PATIENCE_MS, ...connection }
  return {
    inject: async (method, path, body, headers) => {
      try {
        const more = { 'user-agent': userAgent, ...headers }
        return await askOver(connections, patient, { method, path, body, headers: more })
      } catch (error) {
        throw new NoAnswer(error instanceof Error ? error.message : String(error))
      }
    },
    close: connections.close,
  }
}

export const withClient = async <T>(
  connection: ApiConnection,
  task: (client: LabClient) => Promise<T>,
  userAgent = CHECKING,
): Promise<T> => {
  const client = openClient(connection, userAgent)
  try {
    return await task(client)
  } finally {
    client.close()
  }
}
