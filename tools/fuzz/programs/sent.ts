/** A request of a program. */
import type { Call } from '../../../test/fixtures/server.ts'
import type { Collection } from './collections.ts'

export interface Sent {
  readonly method: string
  readonly path: string
  readonly call: Call
  readonly collection: Collection
  /** the object in the path, as `NAMESPACE/NAME` or `/NAME`; absent for subresources */
  readonly key?: string
}

export const asDryRun = (sent: Sent): Sent => {
  const { method, path, call } = sent
  // a DELETE with options in its body ignores the query
  if (method === 'DELETE' && call.body !== undefined)
    return { ...sent, call: { ...call, body: { dryRun: ['All'], ...(call.body as object) } } }
  return { ...sent, path: `${path}${path.includes('?') ? '&' : '?'}dryRun=All` }
}

export const described = ({ method, path, call }: Sent): string => {
  const { body, contentType, headers } = call
  const text = Buffer.isBuffer(body)
    ? body.toString('base64')
    : typeof body === 'string'
      ? body
      : JSON.stringify(body)
  return [method, path, contentType, headers && JSON.stringify(headers), text?.slice(0, 2000)]
    .filter((part) => part !== undefined)
    .join(' ')
}
