/** Checks of Go's server (`readRequest` and `parseTransferEncoding` of `net/http`, Go 1.24). */
import type { IncomingMessage } from 'node:http'
import { MalformedRequest } from '../answer/text.ts'
import type { AnyRequest } from './message.ts'

/** `golang.org/x/net/http/httpguts.ValidHostHeader` */
const HOST = /^[\w!$%&'()*+,.:;=[\]~-]*$/

const isHost = (name: string): boolean => name.length === 4 && name.toLowerCase() === 'host'

const hostProblem = ({
  rawHeaders,
  httpVersion,
}: IncomingMessage): MalformedRequest | undefined => {
  let host: string | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!isHost(rawHeaders[at]!)) continue
    if (host !== undefined) return new MalformedRequest()
    host = rawHeaders[at + 1]!
  }
  if (host === undefined)
    return httpVersion === '1.0'
      ? undefined
      : new MalformedRequest(400, '400 Bad Request: missing required Host header')
  return HOST.test(host)
    ? undefined
    : new MalformedRequest(400, '400 Bad Request: malformed Host header')
}

/** Returns the error of an HTTP/1 request with a bad host, encoding or version. */
export const headProblem = (request: AnyRequest): MalformedRequest | undefined => {
  if ('stream' in request) return undefined
  const { httpVersionMajor, httpVersion, headers } = request
  // Node accepts HTTP/0.9 and HTTP/2.0 in a request line
  if (httpVersionMajor < 1) return new MalformedRequest()
  if (httpVersionMajor > 1) {
    return new MalformedRequest(505, '505 HTTP Version Not Supported: unsupported protocol version')
  }
  const host = hostProblem(request)
  const encoding = headers['transfer-encoding'] ?? 'chunked'
  if (host !== undefined || encoding.toLowerCase() === 'chunked' || httpVersion === '1.0')
    return host
  return new MalformedRequest(501, 'Unsupported transfer encoding')
}
