/** Plain HTTP on the loopback address, for tools without TLS. Web pages must not reach it. */
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http'
import { goQuote } from '../../../apimachinery/text/quote.ts'
import { stringifyJson } from '../../../apimachinery/text/json.ts'
import { forbiddenPath } from '../../../apimachinery/status.ts'
import { serveLikeGo } from './connections.ts'
import { listenOn } from './listener.ts'
import { type OpenConnections, openConnections } from './open-connections.ts'
import { serveInOrder } from './pipelined.ts'

export const PLAIN_HOST = '127.0.0.1'

/** `Host` headers that DNS rebinding cannot produce */
const LOOPBACK_HOST = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i

/** `none`: the user typed the address */
const OWN_SITES: ReadonlySet<unknown> = new Set(['same-origin', 'none'])

/**
 * Returns the reason to reject a request that a web page may have sent (DNS rebinding, cross-site
 * request forgery), or undefined.
 */
export const browserRefusal = (headers: IncomingHttpHeaders): string | undefined => {
  const { host = '', origin, 'sec-fetch-site': site } = headers
  if (!LOOPBACK_HOST.test(host))
    return `plain HTTP works only for localhost and 127.0.0.1, and the Host header is ${goQuote(host)}`
  if (origin !== undefined)
    return `plain HTTP is not for pages in a browser, and the Origin header is ${goQuote(origin)}`
  if (site !== undefined && !OWN_SITES.has(site))
    return `plain HTTP is not for pages in a browser, and the Sec-Fetch-Site header is ${goQuote(site)}`
  return undefined
}

const plainServer = (handle: RequestListener): Server => {
  const server = createServer((request, response) => {
    const refusal = browserRefusal(request.headers)
    if (refusal === undefined) return handle(request, response)
    const body = `${stringifyJson(forbiddenPath(refusal).status)}\n`
    response.writeHead(403, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-content-type-options': 'nosniff',
      connection: 'close',
    })
    response.end(body)
  })
  serveLikeGo(server)
  return server
}

export interface PlainListener {
  readonly port: number
  readonly connections: OpenConnections
}

/** `port` 0 takes a free one. Rejects with ListenError. */
export const listenPlain = async (
  handle: RequestListener,
  port: number,
): Promise<PlainListener> => {
  const server = plainServer(handle)
  const connections = openConnections(server)
  serveInOrder(server)
  return { port: await listenOn(server, PLAIN_HOST, port, '--insecure-port'), connections }
}
