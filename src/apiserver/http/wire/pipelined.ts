/**
 * Serves pipelined requests (RFC 9112 section 9.3.2) one by one, like Go's server. Node would start
 * all at once, at the expense of other users.
 */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { withCache } from '../../../apimachinery/with-cache.ts'
import { atEndOf } from './answer-end.ts'
import type { AnyRequest, AnyResponse } from './message.ts'
import { gateEvent } from './gate-event.ts'
import { abandon, abandonWithClose, hasLongBody, readOn, stopReading } from './reading.ts'

/**
 * Reading from a connection stops when this many of its requests wait. Reading does not
 * stop earlier, because only reading reveals that the client has disconnected.
 */
const READ_AHEAD = 16

const pipelineOf = withCache((socket: Socket) => {
  const waiting: (() => void)[] = []
  let isServing = false
  return {
    /** Calls `begin` after the responses to earlier requests, unless the connection ends first. */
    enter: (begin: () => void): void => {
      // after a destroy, Node still emits requests, but their responses never end
      if (!socket.writable) return
      if (!isServing && waiting.length === 0) return begin()
      waiting.push(begin)
      if (waiting.length >= READ_AHEAD) stopReading(socket)
    },

    serve: (request: IncomingMessage, response: ServerResponse): void => {
      isServing = true
      if (hasLongBody(request)) abandonWithClose(request)
      atEndOf(response, () => {
        isServing = false
        if (hasLongBody(request) && !request.complete) return abandon(socket)
        const next = waiting.shift()
        if (next === undefined) return
        // not writable: the connection closed after its last response
        if (!socket.writable) waiting.length = 0
        else {
          if (waiting.length === 0) readOn(socket)
          next()
        }
      })
    },
  }
})

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

/** Destroys the connection of a response; over HTTP/2, only the response's stream. */
export const cutOff = (response: AnyResponse): void =>
  void ('stream' in response ? response : response.req.socket).destroy()
