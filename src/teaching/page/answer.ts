import type { ServerResponse } from 'node:http'
import { StatusError } from '../../apimachinery/status.ts'
import type { Asset } from './assets.ts'

/**
 * Allows only files of this origin: no inline code, frames or forms. With Trusted Types, text never
 * becomes markup.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Sets security headers; responses forwarded from the cluster need them too. */
export const setHeaders = (response: ServerResponse): void => {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
}

export const sendAsset = (response: ServerResponse, { contentType, body }: Asset): void => {
  response.writeHead(200, { 'content-type': contentType, 'content-length': body.length })
  response.end(body)
}

export const sendJson = (
  response: ServerResponse,
  code: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const bytes = Buffer.from(JSON.stringify(body))
  response.writeHead(code, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    ...headers,
  })
  response.end(bytes)
}

/** Errors other than StatusError are bugs; their stack is not shown. */
export const sendError = (response: ServerResponse, error: unknown): void => {
  if (response.headersSent) return void response.destroy()
  const { code = 500, ...status } =
    error instanceof StatusError
      ? error.status
      : { status: 'Failure', message: 'internal error of the page' }
  return sendJson(response, code, { ...status, code }, { connection: 'close' })
}
