/** A client of the API over TLS, as whoever a connection is of; connections are kept for as long as it is open. */
import { Agent, request } from 'node:https'
import { withoutTrailing } from '../../apimachinery/text/trim.ts'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import type { Asker, Injected, Method } from '../../apiserver/client/call.ts'

/** Nobody has answered, or the credentials are of no use: one sentence in the words of TLS. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** How long an answer may take. */
const PATIENCE_MS = 10_000

export interface Client extends Asker {
  /** As `inject`, with a body that is a text already. */
  send(
    method: Method,
    url: string,
    text: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<Injected>
  close(): void
}

/** What calls itself so is a check. */
export const CHECKING = 'csrlab-check'

/** What checks have the server itself do for them calls itself `csrlab`. */
const OURS: ReadonlySet<string> = new Set(['', CHECKING, 'csrlab'])

/** Whether it is somebody who works on the lab that calls itself so. */
export const isOfLearner = (userAgent: string): boolean => !OURS.has(userAgent)

const IS_WATCH = /[?&]watch=/

const read = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return { message: text.trim() }
  }
}

/** `isTrusting`: whatever the server shows is believed, as with kubectl's `insecure-skip-tls-verify`. */
export const openClient = (
  { server, ca, certificate, key, token }: ApiConnection,
  { isTrusting = false, userAgent = CHECKING } = {},
): Client => {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 })
  const tls = {
    agent,
    ...(ca !== undefined && { ca }),
    ...(certificate !== undefined && { cert: certificate }),
    ...(key !== undefined && { key }),
    rejectUnauthorized: !isTrusting,
  }
  const send: Client['send'] = (method, url, text, headers) =>
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
          if (IS_WATCH.test(url) && code === 200) {
            resolve({ code, body: {} })
            incoming.on('error', () => undefined)
            outgoing.destroy()
            return
          }
          const chunks: Buffer[] = []
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
          incoming.on('error', fail)
          incoming.on('end', () => resolve({ code, body: read(Buffer.concat(chunks).toString()) }))
        })
        outgoing.on('error', fail)
        outgoing.end(text)
      } catch (error) {
        fail(error)
      }
    })
  return {
    send,
    inject: (method, url, body, headers = {}) =>
      send(method, url, body && JSON.stringify(body), headers),
    close: () => agent.destroy(),
  }
}

/** What `task` makes of a client, which is closed then. */
export const withClient = async <T>(
  connection: ApiConnection,
  task: (client: Client) => Promise<T>,
  options: Parameters<typeof openClient>[1] = {},
): Promise<T> => {
  const client = openClient(connection, options)
  try {
    return await task(client)
  } finally {
    client.close()
  }
}
