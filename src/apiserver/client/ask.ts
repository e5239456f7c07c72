/** Single requests with JSON answers. */
import type { ApiConnection } from './connection.ts'
import { ConnectionError } from './connection-error.ts'
import { textOf } from './remote/lines.ts'
import { NodeTransport } from './remote/transport.ts'

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

/** Sends one request. Rejects with ConnectionError if the server does not answer. */
export const ask = async (
  connection: ApiConnection,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object | string,
): Promise<ApiAnswer> => {
  const { server, token, timeoutMs } = connection
  const transport = new NodeTransport({ holdsProcess: true })
  try {
    const answer = await transport.send(connection, {
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
    const text = await textOf(answer.body)
    const { 'content-type': type, warning } = answer.headers
    return {
      text,
      code: answer.code,
      // mux errors and health checks are plain text
      body: String(type).startsWith('application/json')
        ? (JSON.parse(text) as Record<string, unknown>)
        : { message: text.trim() },
      warnings: warningTexts(warning),
    }
  } catch (error) {
    if (error instanceof ConnectionError) throw error
    throw new ConnectionError(`${server} does not answer in JSON: ${(error as Error).message}.`)
  } finally {
    transport.close()
  }
}
