import { createRequire } from 'node:module'
import type { inject } from 'light-my-request'
import type { InjectedResponse, Method } from '../client/call.ts'
import type { AnyRequest, AnyResponse } from './wire/message.ts'

const require = createRequire(import.meta.url)

/** A request with a bearer token, in JSON unless `headers` say otherwise. */
export type Injection = readonly [
  method: Method,
  url: string,
  token: string,
  body?: object | string,
  headers?: Readonly<Record<string, string>>,
]

/** Loads light-my-request on first use, since few servers need it. */
const sender = (): typeof inject =>
  (require('light-my-request') as { readonly inject: typeof inject }).inject

export const injectRequest = async (
  handle: (request: AnyRequest, response: AnyResponse) => void,
  ...[method, url, token, sent, headers]: Injection
): Promise<InjectedResponse> => {
  const { statusCode, payload } = await sender()(handle, {
    method,
    url,
    headers: {
      authorization: `Bearer ${token}`,
      'user-agent': 'csrlab',
      'content-type': 'application/json',
      ...headers,
    },
    ...(sent !== undefined && { payload: typeof sent === 'string' ? sent : JSON.stringify(sent) }),
  })
  // some errors, such as Go's 404 and 429, are in plain text
  const body = payload.startsWith('{') ? (JSON.parse(payload) as never) : { message: payload }
  return { code: statusCode, body }
}
