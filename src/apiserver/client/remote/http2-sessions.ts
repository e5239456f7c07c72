import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import type { Clock } from '../../../apimachinery/clock.ts'
import { withoutTrailing } from '../../../apimachinery/text/trim.ts'
import { probeSession } from './http2-probe.ts'
import type { ReceivedAnswer, SentRequest } from './message.ts'

const ATTEMPTS = 3

class RefusedStream extends Error {
  override readonly name = 'RefusedStream'
}

const reset = (): Error =>
  Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })

/** Limit of streams until the server has sent its own. */
const USUAL_STREAMS = 100
/**
 * Streams left free: Node delays requests above the server's limit, a second connection does not.
 */
const SPARE_STREAMS = 5

interface Session {
  readonly session: ClientHttp2Session
  active: number
}

const isUsable = ({ session }: Session): boolean => !session.closed && !session.destroyed

const isFree = (one: Session): boolean => {
  const most = one.session.remoteSettings?.maxConcurrentStreams ?? USUAL_STREAMS
  return isUsable(one) && one.active < most - SPARE_STREAMS
}

/** Sessions to one server; watches take a stream each, so there may be several. */
export class Http2Sessions {
  readonly #server: string
  readonly #open: () => Promise<TLSSocket>
  readonly #clock: Clock
  #sessions: readonly Session[] = []
  /** resolves with undefined if the server speaks only HTTP/1.1 */
  #opening: Promise<Session | undefined> | undefined

  /** `open`: connects, with `h2` and `http/1.1` offered. `clock`: real time. */
  constructor(server: string, open: () => Promise<TLSSocket>, clock: Clock) {
    this.#server = withoutTrailing(server, '/')
    this.#open = open
    this.#clock = clock
  }

  /** Returns undefined if the server speaks only HTTP/1.1. Rejects if it does not answer. */
  async send(request: SentRequest): Promise<ReceivedAnswer | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#sendOnce(request)
      } catch (error) {
        // the server has not processed a refused stream (RFC 9113 section 8.7)
        if (!(error instanceof RefusedStream) || attempt === ATTEMPTS) throw error
      }
    }
  }

  async #sendOnce(request: SentRequest): Promise<ReceivedAnswer | undefined> {
    for (;;) {
      const free = this.#sessions.find(isFree)
      if (free !== undefined)
        return answerOf(free, new URL(`${this.#server}${request.path}`), request)
      this.#opening ??= this.#connect().finally(() => {
        this.#opening = undefined
      })
      const opened = await this.#opening
      if (opened === undefined) return undefined
      if (!isUsable(opened)) throw reset()
    }
  }

  close(): void {
    for (const { session } of this.#sessions) session.destroy()
    this.#sessions = []
  }

  async #connect(): Promise<Session | undefined> {
    const socket = await this.#open()
    if (socket.alpnProtocol !== 'h2') {
      socket.destroy()
      return undefined
    }
    const session = connect(new URL(this.#server).origin, { createConnection: () => socket })
    const opened: Session = { session, active: 0 }
    this.#sessions = [...this.#sessions.filter(isUsable), opened]
    // streams report the errors of their session
    session.on('error', () => undefined)
    session.on('close', () => {
      this.#sessions = this.#sessions.filter((one) => one !== opened)
    })
    session.unref()
    probeSession(session, socket, this.#clock)
    return opened
  }
}

const answerOf = (
  used: Session,
  url: URL,
  { method, headers, body, signal }: SentRequest,
): Promise<ReceivedAnswer> =>
  new Promise((resolve, reject) => {
    const stream: ClientHttp2Stream = used.session.request(
      { ...headers, ':method': method, ':path': `${url.pathname}${url.search}` },
      { signal, endStream: body === undefined },
    )
    used.active++
    stream.once('close', () => {
      used.active--
      reject(reset())
    })
    stream.on('error', (error) => {
      const isRefused = stream.rstCode === constants.NGHTTP2_REFUSED_STREAM
      reject(isRefused ? new RefusedStream(error.message, { cause: error }) : error)
    })
    stream.on('response', (received) =>
      resolve({ code: received[':status'] ?? 0, headers: received, body: stream }),
    )
    if (body !== undefined) stream.end(body)
  })
