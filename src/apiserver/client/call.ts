export interface InjectedResponse {
  readonly code: number
  readonly body: Record<string, unknown>
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Requester {
  /**
   * `body`: an object is sent as JSON, a string unchanged. `headers` add to or override the headers
   * of a JSON request.
   */
  inject(
    method: Method,
    url: string,
    body?: object | string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<InjectedResponse>
}

export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly code: number
  readonly body: InjectedResponse['body']
  constructor({ code, body }: InjectedResponse, asked: string) {
    super(typeof body['message'] === 'string' ? body['message'] : `${asked}: ${code}`)
    this.code = code
    this.body = body
  }
}

/** Returns the body of the answer. Rejects with RequestRefused. */
export const call = async <T>(
  requester: Requester,
  ...asked: Parameters<Requester['inject']>
): Promise<T> => {
  const answer = await requester.inject(...asked)
  if (answer.code < 300) return answer.body as T
  throw new RequestRefused(answer, `${asked[0]} ${asked[1]}`)
}
