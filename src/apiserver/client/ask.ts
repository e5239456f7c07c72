import { warningTexts } from '../../apimachinery/text/warning-texts.ts'
import type { Method } from './call.ts'
import type { ApiConnection } from './connection.ts'
import { unanswered } from './connection-error.ts'
import { type Http1Connections, http1Connections } from './remote/http1.ts'
import { textOf } from './remote/lines.ts'

export interface ApiAnswer {
  readonly code: number
  readonly body: Record<string, unknown>
  readonly text: string
  /** texts of the `Warning` headers */
  readonly warnings: readonly string[]
}

interface Question {
  readonly method: Method
  readonly path: string
  /** an object is sent as JSON */
  readonly body?: object | string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** errors and health checks can be plain text */
const bodyOf = (text: string): ApiAnswer['body'] => {
  try {
    return JSON.parse(text) as ApiAnswer['body']
  } catch {
    return { message: text.trim() }
  }
}

/** Sends a request over `connections`. Rejects with Node's errors. */
export const askOver = async (
  connections: Http1Connections,
  { token, timeoutMs }: Pick<ApiConnection, 'token' | 'timeoutMs'>,
  { method, path, body, headers }: Question,
): Promise<ApiAnswer> => {
  const answer = await connections.send({
    method,
    path,
    body: typeof body === 'object' ? JSON.stringify(body) : body,
    ...(timeoutMs !== undefined && { signal: AbortSignal.timeout(timeoutMs) }),
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'csrlab',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  })
  const text = await textOf(answer.body)
  const warnings = warningTexts([answer.headers['warning'] ?? []].flat().join())
  return { text, code: answer.code, body: bodyOf(text), warnings }
}

/** Sends one request. Rejects with ConnectionError. */
export const ask = async (
  connection: ApiConnection,
  method: Method,
  path: string,
  body?: object | string,
): Promise<ApiAnswer> => {
  let connections: Http1Connections | undefined
  try {
    connections = http1Connections(connection)
    return await askOver(connections, connection, { method, path, body })
  } catch (error) {
    throw unanswered(connection.server, error)
  } finally {
    connections?.close()
  }
}
