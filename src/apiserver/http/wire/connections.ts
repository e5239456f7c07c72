import type { EventEmitter } from 'node:events'
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import {
  constants,
  type Http2SecureServer,
  type Http2Session,
  type ServerHttp2Session,
} from 'node:http2'
import type { Socket } from 'node:net'
import { methodNotAllowed } from '../../../apimachinery/status.ts'
import { stringifyJson } from '../../../apimachinery/text/json.ts'
import { endWith } from './last-words.ts'
import type { AnyRequest, AnyResponse } from './message.ts'

/** limits of kube-apiserver */
export const MAX_HEADER_BYTES = 1024 * 1024
const IDLE_TIMEOUT_MS = 90_000
/** also for TLS handshakes */
export const HEADERS_TIMEOUT_MS = 32_000
/** how often Node looks for requests that exceed their timeouts */
const CHECKING_INTERVAL_MS = 4000

/** Sets kube-apiserver's limits, and answers errors like Go's server. */
export const serveLikeGo = (server: Server | Http2SecureServer): void => {
  const emitter: EventEmitter = server
  // Node's HTTP/2 server takes these only as properties
  Object.assign(server, {
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: IDLE_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    // checked in head.ts
    requireHostHeader: false,
    connectionsCheckingInterval: CHECKING_INTERVAL_MS,
  })
  // Node leaves Nagle's algorithm (RFC 9293 section 3.7.4) on for HTTP/1.1 on an HTTP/2 server:
  // with delayed acknowledgements, each answer would take 40 ms more.
  emitter.on('connection', (socket: Socket) => socket.setNoDelay(true))
  // Go's server refuses an unknown `Expect` before anything else
  emitter.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(417, { connection: 'close', 'content-length': 0 }).end()
  })
  emitter.on('clientError', answerClientError)
}

/**
 * Time from `close()` of an idle session until it is destroyed. If the client sent only a part of a
 * frame, the session would never end by itself.
 */
const GOING_AWAY_MS = 1000

/**
 * Closes HTTP/2 sessions without open requests after `idleMs`, like Go's server, even if they send
 * other frames.
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

/** sessions whose client made an unauthenticated request */
const used = new WeakSet<Http2Session>()

/**
 * Limits an unauthenticated client to one request per HTTP/2 connection, like kube-apiserver
 * (CVE-2023-44487). Later streams are refused, so that clients retry them on another connection
 * (RFC 9113 section 8.7).
 */
export const limitToOneRequest = (request: AnyRequest): void => {
  if (!('stream' in request)) return
  const { stream } = request
  const { session } = stream
  if (session === undefined) return
  if (used.has(session)) stream.close(constants.NGHTTP2_REFUSED_STREAM)
  used.add(session)
  session.close()
}

/** Closes an HTTP/1.1 connection after this answer. */
export const endWithAnswer = (response: AnyResponse): void => {
  if ('shouldKeepAlive' in response) response.shouldKeepAlive = false
}

const REFUSALS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

interface ParseError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer
  readonly bytesParsed?: number
}

/**
 * A request line whose method Node's parser does not know. Go accepts any token (RFC 9110 section
 * 9.1).
 */
const ODD_METHOD = /^[\w!#$%&'*+.^`|~-]+ \S+ HTTP\/1\.[01]\r\n/

const METHOD_REFUSAL = `${stringifyJson(methodNotAllowed().status)}\n`

const answerOddMethod = (socket: Socket): void =>
  endWith(
    socket,
    `HTTP/1.1 405 Method Not Allowed\r\nContent-Type: application/json\r\nContent-Length: ${METHOD_REFUSAL.length}\r\nConnection: close\r\n\r\n${METHOD_REFUSAL}`,
  )

const METHODS: ReadonlySet<string> = new Set(http.METHODS)

/** Whether Fastify can find a handler: it has none for `OPTIONS *` and for invented methods. */
export const isRoutable = ({ method = '', url = '' }: AnyRequest): boolean =>
  METHODS.has(method) && /^(\/|https?:\/\/)/i.test(url)

/**
 * Refuses a request that is not {@link isRoutable}, and ends its connection: the client is unknown,
 * since no stage has seen the request.
 */
export const refuseUnroutable = (request: AnyRequest, response: AnyResponse): void => {
  endWithAnswer(response)
  limitToOneRequest(request)
  // HTTP/1.1 and HTTP/2 differ in types only
  ;(response as ServerResponse).writeHead(405, {
    'content-type': 'application/json',
    'content-length': METHOD_REFUSAL.length,
  })
  response.end(METHOD_REFUSAL)
}

/** Answers unreadable requests like Go's server, and requests that time out with 408. */
export const answerClientError = (error: ParseError, socket: Socket): void => {
  // Node's parser was paused for an answer when TLS delivered these bytes: keep them for later
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
