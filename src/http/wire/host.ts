/** The Host header as Go's server reads it (`net/http`: `readRequest` of request.go and of server.go, Go 1.24). */
import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'

/** A request whose Host header is there twice, or holds a character that no host name has. */
export class MalformedHost extends Error {
  override readonly name = 'MalformedHost'
}

/** `golang.org/x/net/http/httpguts.ValidHostHeader`: any character that a host in a URI may have (RFC 3986 section 3.2.2), in any order. */
const HOST = /^[\w!$%&'()*+,.:;=[\]~-]*$/

/** `rawHeaders` of Node: names and values in turn. */
const hostsOf = (rawHeaders: readonly string[]): string[] =>
  rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === 'host')

/** Refuses a request of HTTP/1.1 whose host is not clear: Node takes the first of two. Throws MalformedHost, the text of the 400. */
export const checkHost = (request: IncomingMessage | Http2ServerRequest): void => {
  if ('stream' in request) return
  const hosts = hostsOf(request.rawHeaders)
  if (hosts.length > 1) throw new MalformedHost('400 Bad Request')
  if (!hosts.every((host) => HOST.test(host)))
    throw new MalformedHost('400 Bad Request: malformed Host header')
}
