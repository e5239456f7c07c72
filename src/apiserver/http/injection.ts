import type { inject } from 'light-my-request'
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

let loading: Promise<typeof inject> | undefined

/** Loads the code of injections late, since few servers need it. */
export const loadInjection = (): Promise<typeof inject> =>
  // the bundle has only the default export
  (loading ??= import('light-my-request').then((loaded) => loaded.default))

export const injectRequest = async (
  send: typeof inject,
  handle: (request: AnyRequest, response: AnyResponse) => void,
  ...[method, url, token, body, headers]: Injection
): Promise<Injected> => {
  const { statusCode, payload } = await send(handle, {
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
