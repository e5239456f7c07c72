import type { Injected, Method } from '../client/call.ts'
import type { AnyRequest, AnyResponse } from './wire/message.ts'

/** A request with a bearer token, in JSON unless `headers` differ. */
export type Injection = readonly [
  method: Method,
  url: string,
  token: string,
  body?: object | string,
  headers?: Readonly<Record<string, string>>,
]

/** Makes a request without a socket. */
export const injectRequest = async (
  handle: (request: AnyRequest, response: AnyResponse) => void,
  ...[method, url, token, body, headers]: Injection
): Promise<Injected> => {
  // loaded late, since few servers need it; the bundle has only the default export
  const { default: inject } = await import('light-my-request')
  const { statusCode, payload } = await inject(handle, {
    method,
    url,
    headers: {
      authorization: `Bearer ${token}`,
      'user-agent': 'csrlab',
      'content-type': 'application/json',
      ...headers,
    },
    ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { code: statusCode, body: JSON.parse(payload) as never }
}
