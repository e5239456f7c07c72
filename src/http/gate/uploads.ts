/**
 * Large bodies are let in as there is room for them: until then they stay with their senders, and not in memory. Small ones, which
 * nearly all are, never wait.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { ServerHttp2Stream } from 'node:http2'
import type { Clock } from '../../api/clock.ts'
import { BODY_LIMIT } from '../errors.ts'
import { Places } from './places.ts'

const PASSED_AT_ONCE_BYTES = 256 * 1024

/** How much room there is for bodies that are being read or wait to be worked on. */
const ROOM_BYTES = 16 * BODY_LIMIT

/** A body that takes longer to come no longer counts, so that a slow sender keeps nobody out. */
const PATIENCE_MS = 5000

type Announced =
  | Pick<IncomingMessage, 'headers'>
  | {
      readonly headers: IncomingHttpHeaders
      readonly stream: Pick<ServerHttp2Stream, 'endAfterHeaders'>
    }

/** What the headers of a request say of its body; of one without a length, the most that it may have. */
export const announcedBytes = (request: Announced): number => {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  if (length !== undefined) return Number(length)
  const hasBody = 'stream' in request ? !request.stream.endAfterHeaders : coding !== undefined
  return hasBody ? BODY_LIMIT : 0
}

/** Whether a body is to wait for {@link Uploads.room}. One that is too large is refused without being read. */
export const isLargeUpload = (bytes: number): boolean =>
  bytes > PASSED_AT_ONCE_BYTES && bytes <= BODY_LIMIT

export class Uploads {
  readonly #clock: Clock
  readonly #places = new Places({ room: ROOM_BYTES, reserve: ROOM_BYTES })

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** How much room is taken, in bytes. */
  get taken(): number {
    return this.#places.taken
  }

  /**
   * Calls `enter` when there is room for so many bytes of this user. Returns what gives the room back, or waits for it no longer: to
   * be called when the body is no longer needed.
   */
  room(user: string, bytes: number, enter: () => void): () => void {
    let calm = (): void => undefined
    const { leave } = this.#places.take(user, bytes, (place) => {
      calm = this.#clock.after(PATIENCE_MS, place.leave)
      enter()
    })
    return () => {
      calm()
      leave()
    }
  }
}
