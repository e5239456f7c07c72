/** Single requests with JSON answers. */
import type { ApiConnection } from './connection.ts'
import { ConnectionError } from './connection-error.ts'
import { textOf } from './remote/lines.ts'
import { Http1Connections } from './remote/http1.ts'
import type { SentRequest } from './remote/message.ts'

export interface ApiAnswer {
  readonly code: number
  readonly body: Record<string, unknown>
  /** the raw body */
  readonly text: string
  /** texts of the `Warning` headers */
  readonly warnings: readonly string[]
}

const warningTexts = (header: string | string[] | undefined): string[] =>
  [header ?? []]
    .flat()
    .flatMap((value) =>
      [...value.matchAll(/299 \S+ "((?:\\.|[^"\\])*)"/g)].map(([, text = '']) =>
        Buffer.from(text.replace(/\\(.)/g, '$1'), 'latin1').toString(),
      ),
    )

const answerOf = async (connection: ApiConnection, request: SentRequest): Promise<ApiAnswer> => {
  const connections = new Http1Connections(connection)
  try {
    const { code, headers, body } = await connections.send(request)
    const text = await textOf(body)
    const isJson = String(headers['content-type']).startsWith('application/json')
    return {
      text,
      code,
      // mux errors and health checks are plain text
      body: isJson ? (JSON.parse(text) as Record<string, unknown>) : { message: text.trim() },
      warnings: warningTexts(headers['warning']),
    }
  } finally {
    connections.close()
  }
}

/** Sends one request. Rejects with ConnectionError if the server does not answer. */
export const ask = async (
  connection: ApiConnection,
  method: SentRequest['method'],
  path: string,
  body?: object | string,
): Promise<ApiAnswer> => {
  const { server, token, timeoutMs } = connection
  try {
    return await answerOf(connection, {
      method,
      path,
      body: typeof body === 'object' ? JSON.stringify(body) : body,
      ...(timeoutMs !== undefined && { signal: AbortSignal.timeout(timeoutMs) }),
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': 'csrlab',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
    })
  } catch (error) {
    throw new ConnectionError(
      `${server} does not answer: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}
