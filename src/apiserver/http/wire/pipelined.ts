/**
 * Serves pipelined requests (RFC 9112 section 9.3.2) one by one, like Go's server. Node would start
 * all at once, at the expense of other users.
 */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { atEndOf } from './answer-end.ts'
import type { AnyRequest, AnyResponse } from './message.ts'
import { gateEvent } from './gate-event.ts'
import { abandon, abandonWithClose, hasLongBody, readOn, stopReading } from './reading.ts'

/**
 * A connection with this many waiting requests is not read. Not 0, since only reading reveals a
 * disconnect.
 */
const READ_AHEAD = 16

class Pipeline {
  readonly #socket: Socket
  readonly #waiting: (() => void)[] = []
  #isServing = false

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Calls `begin` after the responses to earlier requests, unless the connection ends first. */
  enter(begin: () => void): void {
    // Node parses on after a destroy, but such requests never end
    if (!this.#socket.writable) return
    if (!this.#isServing && this.#waiting.length === 0) return begin()
    this.#waiting.push(begin)
    if (this.#waiting.length >= READ_AHEAD) stopReading(this.#socket)
  }

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
    // not writable: the connection closed after its last response
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

/** Delays 'request' events over HTTP/1.1. Call it when all listeners are added. */
export const serveInOrder = (server: EventEmitter): void =>
  gateEvent<[AnyRequest, AnyResponse]>(server, 'request', (serve, request, response) => {
    if ('stream' in response) return serve(request, response)
    const pipeline = pipelineOf(request.socket)
    pipeline.enter(() => {
      pipeline.serve(request as IncomingMessage, response)
      serve(request, response)
    })
  })

/** Calls `next` after the responses to all requests so far, unless the connection ends first. */
export const afterAnswers = (socket: Socket, next: () => void): void =>
  pipelineOf(socket).enter(next)

/** Destroys the connection of a response; over HTTP/2 its stream. */
export const cutOff = (response: AnyResponse): void =>
  void ('stream' in response ? response : response.req.socket).destroy()
