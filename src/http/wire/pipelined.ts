/**
 * Requests that a client of HTTP/1.1 sends before it has the answers to those before. Their answers wait for each other, and when the
 * connection ends, Node tells it to the one alone whose turn it is.
 */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { Socket } from 'node:net'
import { atEndOf } from './answer-end.ts'

/** By connection: the answers that are due on it, in order. */
const due = new WeakMap<Socket, Set<ServerResponse>>()

const answersOn = (socket: Socket): Set<ServerResponse> => {
  let answers = due.get(socket)
  if (answers === undefined) {
    due.set(socket, (answers = new Set()))
    socket.once('close', () => {
      // those that had no turn yet
      for (const answer of answers!) if (answer.socket === null) endUnsent(answer)
    })
  }
  return answers
}

const endUnsent = (answer: ServerResponse): void => {
  answer.destroy()
  answer.emit('close')
}

/** Sees to it that each answer closes with its connection, as Node says that it does. `server` is one of HTTP/1.1, or of both versions. */
export const closeWithConnection = (server: EventEmitter): void => {
  server.on(
    'request',
    (
      request: IncomingMessage | Http2ServerRequest,
      response: ServerResponse | Http2ServerResponse,
    ) => {
      if ('stream' in response) return
      const answers = answersOn(request.socket)
      answers.add(response)
      atEndOf(response, () => answers.delete(response))
    },
  )
}

/** Whether an answer waits for those before it on its connection. */
export const waitsForTurn = (response: ServerResponse | Http2ServerResponse): boolean =>
  !('stream' in response) && response.socket === null && !response.writableFinished

/** Gives up an answer, with its connection or its stream of HTTP/2. One that had no turn yet has no connection of its own. */
export const cutOff = (response: ServerResponse | Http2ServerResponse): void =>
  void ('stream' in response ? response : response.req.socket).destroy()

/** Calls `next` when all answers that are due on a connection have been sent; at once when there are none. It may have ended by then. */
export const afterAnswers = (socket: Socket, next: () => void): void => {
  const last = [...(due.get(socket) ?? [])].at(-1)
  if (last === undefined) next()
  else last.once('close', next)
}
