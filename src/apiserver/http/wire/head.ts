/** Checks of Go's server (`readRequest` and `parseTransferEncoding` of `net/http`, Go 1.24). */
import type { IncomingMessage } from 'node:http'
import { MalformedRequest } from '../answer/text.ts'
import type { AnyRequest } from './message.ts'

/** `golang.org/x/net/http/httpguts.ValidHostHeader` */
const HOST = /^[\w!$%&'()*+,.:;=[\]~-]*$/

const isHost = (name: string): boolean => name.length === 4 && name.toLowerCase() === 'host'

const checkHost = ({ rawHeaders, httpVersion }: IncomingMessage): void => {
  let host: string | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!isHost(rawHeaders[at]!)) continue
    if (host !== undefined) throw new MalformedRequest()
    host = rawHeaders[at + 1]!
  }
  if (host === undefined && httpVersion !== '1.0') {
    throw new MalformedRequest(400, '400 Bad Request: missing required Host header')
  }
  if (host !== undefined && !HOST.test(host))
    throw new MalformedRequest(400, '400 Bad Request: malformed Host header')
}

/** Throws MalformedRequest for an HTTP/1 request with a bad host, encoding or version. */
export const checkHead = (request: AnyRequest): void => {
  if ('stream' in request) return
  const { httpVersionMajor, headers } = request
  // Node accepts HTTP/0.9 and HTTP/2.0 in a request line
  if (httpVersionMajor < 1) throw new MalformedRequest()
  if (httpVersionMajor > 1) {
    throw new MalformedRequest(505, '505 HTTP Version Not Supported: unsupported protocol version')
  }
  checkHost(request)
  const encoding = headers['transfer-encoding'] ?? 'chunked'
  if (encoding.toLowerCase() !== 'chunked' && request.httpVersion !== '1.0') {
    throw new MalformedRequest(501, 'Unsupported transfer encoding')
  }
}

export const isMalformed = (request: AnyRequest): boolean => {
  try {
    checkHead(request)
    return false
  } catch (error) {
    if (error instanceof MalformedRequest) return true
    throw error
  }
}
