import { Agent, request } from 'node:https'
import { withoutTrailing } from '../../apimachinery/text/trim.ts'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import type { Asker, Injected } from '../../apiserver/client/call.ts'
import { adminOf, type LabServer } from './lab-server.ts'

/** No answer, or a failed TLS handshake. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

const PATIENCE_MS = 10_000

export interface LabClient extends Asker {
  close(): void
}

/** User agent of checks. */
export const CHECKING = 'csrlab-check'

/** User agents of checks and of the server on their behalf. */
const OURS: ReadonlySet<string> = new Set(['', CHECKING, 'csrlab'])

export const isOfLearner = (userAgent: string): boolean => !OURS.has(userAgent)

const read = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return { message: text.trim() }
  }
}

/** Opens a client of the administrator; without a socket if the server is in this process. */
export const openAdmin = (
  server: Parameters<typeof adminOf>[0] & Pick<LabServer, 'asker'>,
  userAgent = CHECKING,
): LabClient => {
  const { asker } = server
  if (asker === undefined) return openClient(adminOf(server), { userAgent })
  return {
    inject: (method, url, body, headers) =>
      asker.inject(method, url, body, { 'user-agent': userAgent, ...headers }),
    close: () => undefined,
  }
}

/** `isTrusting`: accepts any certificate, like `insecure-skip-tls-verify`. */
export const openClient = (
  { server, ca, certificate, key, token }: ApiConnection,
  { isTrusting = false, userAgent = CHECKING } = {},
): LabClient => {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 })
  const tls = {
    agent,
    ...(ca !== undefined && { ca }),
    ...(certificate !== undefined && { cert: certificate }),
    ...(key !== undefined && { key }),
    rejectUnauthorized: !isTrusting,
  }
  const inject: LabClient['inject'] = (method, url, body, headers) =>
    new Promise<Injected>((resolve, reject) => {
      const fail = (error: unknown): void =>
        reject(new NoAnswer(error instanceof Error ? error.message : String(error)))
      try {
        const outgoing = request(new URL(`${withoutTrailing(server, '/')}${url}`), {
          ...tls,
          method,
          signal: AbortSignal.timeout(PATIENCE_MS),
          headers: {
            accept: 'application/json',
            'content-type': 'application/json',
            'user-agent': userAgent,
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...headers,
          },
        })
        outgoing.on('response', (incoming) => {
          const code = incoming.statusCode ?? 0
          const chunks: Buffer[] = []
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
          incoming.on('error', fail)
          incoming.on('end', () => resolve({ code, body: read(Buffer.concat(chunks).toString()) }))
        })
        outgoing.on('error', fail)
        outgoing.end(typeof body === 'object' ? JSON.stringify(body) : body)
      } catch (error) {
        fail(error)
      }
    })
  return { inject, close: () => agent.destroy() }
}

export const withClient = async <T>(
  connection: ApiConnection,
  task: (client: LabClient) => Promise<T>,
  options: Parameters<typeof openClient>[1] = {},
): Promise<T> => {
  const client = openClient(connection, options)
  try {
    return await task(client)
  } finally {
    client.close()
  }
}
