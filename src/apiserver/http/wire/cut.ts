/** Connections that end as the network would end them, because somebody has ordered it. */
import type { ServerResponse } from 'node:http'
import { constants, type Http2ServerResponse, type Http2Session } from 'node:http2'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { atEndOf } from './answer-end.ts'

type Response = ServerResponse | Http2ServerResponse

/** By session: the answers for which it is spared. */
const spared = new WeakMap<Http2Session, Set<Http2ServerResponse>>()

const sessionOf = (response: Response): Http2Session | undefined =>
  'stream' in response ? response.stream.session : undefined

/** A connection of HTTP/2 is not ended before this answer has left: whoever orders its end over it is to be told so. */
export const spare = (response: Response): void => {
  const session = sessionOf(response)
  if (session === undefined) return
  const answers = spared.get(session) ?? new Set()
  spared.set(session, answers)
  const answer = response as Http2ServerResponse
  answers.add(answer)
  atEndOf(answer, () => answers.delete(answer))
}

const NOTHING = (): void => undefined

/**
 * Destroying a session would end its streams one by one first, which clients tell from a connection that is gone. What Node gives out as
 * the socket of a session may not be destroyed; but what returns the emitter that it was called on returns the real one.
 */
const realSocket = ({ socket }: Http2Session): Socket | TLSSocket => socket.off('close', NOTHING)

/** Resets the stream of a request that Go's server takes for no HTTP/2; false over HTTP/1, which has no such thing. */
export const resetStream = (response: Response): boolean => {
  if (!('stream' in response)) return false
  response.stream.close(constants.NGHTTP2_PROTOCOL_ERROR)
  return true
}

/** Ends the connection of an answer, with all that goes on over it. */
export const disconnect = (response: Response): void => {
  const session = sessionOf(response)
  if (session === undefined) {
    // a request from within the process has no connection, and waits for the end of its answer
    response.destroy()
    return void response.req.socket.destroy?.()
  }
  const [last] = [...(spared.get(session) ?? [])].slice(-1)
  // its last bytes leave within the round
  if (last === undefined) {
    if (!session.destroyed) realSocket(session).destroy()
  } else atEndOf(last, () => setImmediate(() => disconnect(response)))
}
