/**
 * Bounds the memory for large request bodies. Until there is room, a body stays with its sender. Small
 * bodies, which nearly all are, never wait.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { ServerHttp2Stream } from 'node:http2'
import type { Clock } from '../../../apimachinery/clock.ts'
import { BODY_LIMIT } from '../errors.ts'
import { type Place, Places } from './places.ts'

const PASSED_AT_ONCE_BYTES = 64 * 1024

/** Bodies that are being read or worked on, in bytes: work takes many times the size of a body. */
const ROOM_BYTES = 4 * BODY_LIMIT

/** Reading a body counts for so long, so that a slow sender keeps nobody out. */
const PATIENCE_MS = 5000

type Announced =
  | Pick<IncomingMessage, 'headers'>
  | {
      readonly headers: IncomingHttpHeaders
      readonly stream: Pick<ServerHttp2Stream, 'endAfterHeaders'>
    }

/** The length of the body that the headers announce; without a length, the most that it may have. */
export const announcedBytes = (request: Announced): number => {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  if (length !== undefined) return Number(length)
  const hasBody = 'stream' in request ? !request.stream.endAfterHeaders : coding !== undefined
  return hasBody ? BODY_LIMIT : 0
}

/** Whether a body needs an {@link Upload}. One that is too large is refused without being read. */
export const isLargeUpload = (bytes: number): boolean =>
  bytes > PASSED_AT_ONCE_BYTES && bytes <= BODY_LIMIT

/** One large body, from its first byte until the work on it is done. */
export class Upload {
  readonly #clock: Pick<Clock, 'after'>
  readonly #take: (enter: (place: Place) => void) => Place
  /** waits for room, or holds it */
  #place: Place | undefined
  #calm = (): void => undefined
  #isOver = false

  constructor(clock: Pick<Clock, 'after'>, take: (enter: (place: Place) => void) => Place) {
    this.#clock = clock
    this.#take = take
  }

  /** Calls `begin` when there is room for the body, unless {@link leave} comes first. */
  read(begin: () => void): void {
    this.#place = this.#take((place) => {
      // what begins may ask for it at once
      this.#place = place
      this.#calm = this.#clock.after(PATIENCE_MS, () => this.#release())
      begin()
    })
  }

  /** Resolves when there is room for the work on a body that has been read; at once after the end. */
  async arrived(): Promise<void> {
    this.#calm()
    if (this.#place === undefined && !this.#isOver)
      await new Promise<void>((resolve) => (this.#place = this.#take(() => resolve())))
  }

  /** Gives the room back, or waits for it no longer: the end. */
  leave(): void {
    this.#isOver = true
    this.#calm()
    this.#release()
  }

  #release(): void {
    this.#place?.leave()
    this.#place = undefined
  }
}

export class Uploads {
  readonly #clock: Pick<Clock, 'after'>
  readonly #places = new Places({ room: ROOM_BYTES, reserve: ROOM_BYTES })

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock
  }

  /** How much room is taken, in bytes. */
  get taken(): number {
    return this.#places.taken
  }

  /** A body of so many bytes from this user. */
  of(user: string, bytes: number): Upload {
    return new Upload(this.#clock, (enter) => this.#places.take(user, bytes, enter))
  }
}
