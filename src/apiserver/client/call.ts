/** Requests that come from within the process: through every stage, and over no socket. */

export interface Injected {
  readonly code: number
  readonly body: Record<string, unknown>
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Asks the cluster as somebody. */
export interface Asker {
  /** `headers`: more than JSON in both directions needs. */
  inject(
    method: Method,
    url: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Injected>
}

/** The cluster answered with an error, whose text is the server's. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly code: number
  /** the Status, as it was answered */
  readonly body: Injected['body']
  constructor({ code, body }: Injected, asked: string) {
    super(typeof body['message'] === 'string' ? body['message'] : `${asked}: ${code}`)
    this.code = code
    this.body = body
  }
}

/** Resolves with what is answered. Rejects with RequestRefused. */
export const call = async <T>(asker: Asker, ...asked: Parameters<Asker['inject']>): Promise<T> => {
  const answer = await asker.inject(...asked)
  if (answer.code < 300) return answer.body as T
  throw new RequestRefused(answer, `${asked[0]} ${asked[1]}`)
}
