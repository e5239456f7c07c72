/** A request of a program. */
import type { Call } from '../../../test/fixtures/server.ts'
import type { Collection } from './collections.ts'

export interface Sent {
  readonly method: string
  readonly path: string
  readonly call: Call
  /** what it is about; undefined where that is not known */
  readonly collection: Collection | undefined
  /** `NAMESPACE/NAME`, of a request for one object itself */
  readonly key?: string
}

/** The same, and nothing is to be stored. */
export const asDryRun = (sent: Sent): Sent => {
  const { method, path, call } = sent
  // options in the body of a DELETE are all its options
  if (method === 'DELETE' && call.body !== undefined)
    return { ...sent, call: { ...call, body: { dryRun: ['All'], ...(call.body as object) } } }
  return { ...sent, path: `${path}${path.includes('?') ? '&' : '?'}dryRun=All` }
}

/** Whether nothing is to be stored: a GET, or a dry run. */
export const isDryRun = ({ method, path }: Sent): boolean =>
  method === 'GET' || /[?&]dryRun=All(?:&|$)/.test(path)

/** Whether a request is about a collection; that of recorded ones is in their path. */
export const isAbout = (sent: Sent, collection: Collection): boolean => {
  if (sent.collection !== undefined) return sent.collection === collection
  const { root, resource } = collection
  const path = sent.path.split('?')[0]!
  return (
    path.startsWith(`${root}/`) &&
    path
      .slice(root.length)
      .replace(/^\/namespaces\/[^/]+(?=\/)/, '')
      .split('/')[1] === resource
  )
}

/** In one line, so that a person sees what was asked. */
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
