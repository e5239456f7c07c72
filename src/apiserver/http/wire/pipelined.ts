/**
 * Requests that a client of HTTP/1.1 sends before it has the responses to the earlier ones (RFC 9112 section 9.3.2). They are served one
 * after the other, as Go's server does, so that a connection has one request in progress, however many it sends.
 */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'
import type { Socket } from 'node:net'
import { atEndOf } from './answer-end.ts'
import type { AnyRequest, AnyResponse } from './front.ts'
import { gateEvent } from './listeners.ts'
import { abandon, abandonWithClose, hasLongBody, readOn, stopReading } from './reading.ts'

/**
 * How many requests may wait on a connection before the server stops reading it. While it reads, it notices a client that disconnects.
 * Requests that were read together with the last one wait too: at most one read of 64 KiB.
 */
const READ_AHEAD = 16

/** The requests of one connection. */
class Pipeline {
  readonly #socket: Socket
  readonly #waiting: (() => void)[] = []
  #isServing = false

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Calls `begin` when the responses to all earlier requests are written, or never if the connection has ended by then. */
  enter(begin: () => void): void {
    // Node parses what it has read even after the connection was destroyed, and such a response would never end
    if (!this.#socket.writable) return
    if (!this.#isServing && this.#waiting.length === 0) return begin()
    this.#waiting.push(begin)
    if (this.#waiting.length >= READ_AHEAD) stopReading(this.#socket)
  }

  /** Later requests wait until this response is written. */
  serve(request: IncomingMessage, response: ServerResponse): void {
    this.#isServing = true
    if (hasLongBody(request)) abandonWithClose(request)
    atEndOf(response, () => this.#served(request))
  }

  #served(request: IncomingMessage): void {
    this.#isServing = false
    if (hasLongBody(request) && !request.complete) return abandon(this.#socket)
    const next = this.#waiting.shift()
    if (next === undefined) return
    // after the last response of a connection that closes, too
    if (!this.#socket.writable) this.#waiting.length = 0
    else {
      if (this.#waiting.length === 0) readOn(this.#socket)
      next()
    }
  }
}

const pipelines = new WeakMap<Socket, Pipeline>()

const pipelineOf = (socket: Socket): Pipeline => {
  let pipeline = pipelines.get(socket)
  if (pipeline === undefined) pipelines.set(socket, (pipeline = new Pipeline(socket)))
  return pipeline
}

/**
 * Emits the 'request' events of each connection of HTTP/1.1 one after the other. To be called when everything that listens for requests
 * does so. `server`: of HTTP/1.1, or of both versions.
 */
export const serveInOrder = (server: EventEmitter): void =>
  gateEvent<[AnyRequest, AnyResponse]>(server, 'request', (serve, request, response) => {
    if ('stream' in response) return serve(request, response)
    const pipeline = pipelineOf(request.socket)
    pipeline.enter(() => {
      pipeline.serve(request as IncomingMessage, response)
      serve(request, response)
    })
  })

/** Calls `next` when the responses to all requests so far are written; the connection may have ended by then. */
export const afterAnswers = (socket: Socket, next: () => void): void =>
  pipelineOf(socket).enter(next)

/** Gives up a response, with its connection or its stream of HTTP/2. */
export const cutOff = (response: ServerResponse | Http2ServerResponse): void =>
  void ('stream' in response ? response : response.req.socket).destroy()
