import { constants, type Http2ServerResponse, type Http2Session } from 'node:http2'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { atEndOf } from './answer-end.ts'
import type { AnyResponse } from './message.ts'

/** answers that must be sent before their session is cut */
const spared = new WeakMap<Http2Session, Set<Http2ServerResponse>>()

const sessionOf = (response: AnyResponse): Http2Session | undefined =>
  'stream' in response ? response.stream.session : undefined

/** Delays cuts of the HTTP/2 session until this answer has been sent: it may report the cut. */
export const keepSessionFor = (response: AnyResponse): void => {
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
 * Returns the socket below a session. Destroying the session instead would end its streams, so
 * clients would not see a lost connection. Node's proxy forbids `destroy`, but `off` returns the
 * real socket.
 */
const realSocket = ({ socket }: Http2Session): Socket | TLSSocket => socket.off('close', NOTHING)

/**
 * Resets the stream of a request that Go's HTTP/2 server would refuse. Returns false over HTTP/1.
 */
export const resetStream = (response: AnyResponse): boolean => {
  if (!('stream' in response)) return false
  response.stream.close(constants.NGHTTP2_PROTOCOL_ERROR)
  return true
}

/** Cuts the connection, with all its requests. */
export const disconnect = (response: AnyResponse): void => {
  const session = sessionOf(response)
  if (session === undefined) {
    // injected requests have no connection
    response.destroy()
    return void response.req.socket.destroy?.()
  }
  const [last] = [...(spared.get(session) ?? [])].slice(-1)
  // an answer's last bytes are sent later in the event-loop round in which it ends
  if (last === undefined) {
    if (!session.destroyed) realSocket(session).destroy()
  } else atEndOf(last, () => setImmediate(() => disconnect(response)))
}
