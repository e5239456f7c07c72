/** What happens to a connection, as opposed to the requests on it. */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import {
  constants,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type Http2Session,
  type ServerHttp2Session,
} from 'node:http2'
import type { Socket } from 'node:net'
import { methodNotAllowed } from '../../../apimachinery/status.ts'
import { stringifyJson } from '../../../apimachinery/text/json.ts'
import { endWith } from './last-words.ts'

/** kube-apiserver's limits. */
export const MAX_HEADER_BYTES = 1024 * 1024
const IDLE_TIMEOUT_MS = 90_000
/** Also for a TLS handshake. */
export const HEADERS_TIMEOUT_MS = 32_000
/** How often Node looks for connections whose headers take too long. */
const CHECKING_INTERVAL_MS = 4000

/** What Node's server for both versions of HTTP takes for HTTP/1.1 from its properties only, not from options. */
export const limitHttp1 = (server: Server | Http2SecureServer): void => {
  Object.assign(server, {
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: IDLE_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    // the head is checked with the rest of it (head.ts)
    requireHostHeader: false,
    connectionsCheckingInterval: CHECKING_INTERVAL_MS,
  })
}

/**
 * Nothing that is written waits for the client to acknowledge what was written before (Nagle's algorithm, RFC 9293 section 3.7.4): the
 * client's own delay, 40 ms on Linux, would come on top of each answer. Go turns it off for every connection, and so does Node for
 * plain HTTP and for HTTP/2, but not for HTTP/1.1 on a server of HTTP/2.
 */
export const sendAtOnce = (server: EventEmitter): void => {
  server.on('connection', (socket: Socket) => socket.setNoDelay(true))
}

/** An expectation that is none of HTTP's is refused before anything else is looked at, in the words of Go's server. */
export const refuseExpectations = (server: EventEmitter): void => {
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(417, { connection: 'close', 'content-length': 0 }).end()
  })
}

/** How long a session may take to end once it is told to; one that waits for the rest of a frame never would. */
const GOING_AWAY_MS = 1000

/**
 * Closes HTTP/2 sessions on which no request has been open for so long, whatever else is sent on them, as Go's server does: half a
 * header a byte at a time, say. A quiet watch keeps its session.
 */
export const closeIdleSessions = (
  server: EventEmitter,
  idleMs = IDLE_TIMEOUT_MS,
  goingAwayMs = GOING_AWAY_MS,
): void => {
  server.on('session', (session: ServerHttp2Session) => {
    let streams = 0
    let goingAway: NodeJS.Timeout | undefined
    const idle = setTimeout(() => {
      if (streams > 0) return
      session.close()
      goingAway = setTimeout(() => session.destroy(), goingAwayMs).unref()
    }, idleMs).unref()
    session.on('stream', (stream) => {
      streams += 1
      stream.once('close', () => {
        streams -= 1
        if (streams === 0 && !session.closed) idle.refresh()
      })
    })
    session.once('close', () => {
      clearTimeout(idle)
      clearTimeout(goingAway)
    })
  })
}

/** Connections of HTTP/2 on which a client without credentials has made its request. */
const used = new WeakSet<Http2Session>()

/**
 * Limits a client without credentials to one request for each connection of HTTP/2, as kube-apiserver does against floods of streams
 * (CVE-2023-44487): the connection takes no further request (GOAWAY) and ends with this one. Of requests that have come together with the
 * first, the streams are refused, so that the client sends them again on another connection (RFC 9113 section 8.7).
 */
export const limitToOneRequest = (request: IncomingMessage | Http2ServerRequest): void => {
  if (!('stream' in request)) return
  const { stream } = request
  const { session } = stream
  if (session === undefined) return
  if (used.has(session)) stream.close(constants.NGHTTP2_REFUSED_STREAM)
  used.add(session)
  session.close()
}

/**
 * A connection over HTTP/1.1 whose client certificate does not count ends with this answer: it would be refused for each request that
 * is to come.
 */
export const endWithAnswer = (response: ServerResponse | Http2ServerResponse): void => {
  if ('shouldKeepAlive' in response) response.shouldKeepAlive = false
}

const REFUSALS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** What Node's parser finds wrong with the bytes of a request. */
interface ParseError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer
  readonly bytesParsed?: number
}

/** A request line whose method is a token (RFC 9110 section 9.1): Node's parser has a list of methods, and Go's takes any. */
const ODD_METHOD = /^[\w!#$%&'*+.^`|~-]+ \S+ HTTP\/1\.[01]\r\n/

/** A method that nobody has heard of is allowed nowhere. */
const answerOddMethod = (socket: Socket): void => {
  const body = `${stringifyJson(methodNotAllowed().status)}\n`
  endWith(
    socket,
    `HTTP/1.1 405 Method Not Allowed\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
}

/** Answers what is no HTTP, in the words of Go's server. */
export const answerClientError = (error: ParseError, socket: Socket): void => {
  // No fault of the client's: while an answer is on its way Node reads no further request, but over TLS more bytes have come
  // already. They wait until the answer is gone and Node reads on.
  if (error.code === 'HPE_PAUSED' && error.rawPacket !== undefined) {
    socket.push(error.rawPacket.subarray(error.bytesParsed ?? 0))
    return
  }
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  if (error.code === 'HPE_INVALID_METHOD' && error.rawPacket !== undefined) {
    const line = error.rawPacket.toString('latin1', 0, 8192)
    if (ODD_METHOD.test(line)) return answerOddMethod(socket)
  }
  const refusal = REFUSALS[error.code ?? ''] ?? '400 Bad Request'
  endWith(
    socket,
    `HTTP/1.1 ${refusal}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${refusal}`,
  )
}
