/**
 * Bounds the memory for large request bodies: until there is room, a body is not read from its
 * connection.
 */
import type { Clock } from '../../../apimachinery/clock.ts'
import type { AnyRequest } from '../wire/message.ts'
import { type Share, SharedCapacity } from './shared-capacity.ts'

/** kube-apiserver's default limit */
export const BODY_LIMIT = 3 * 1024 * 1024

const PASSED_AT_ONCE_BYTES = 64 * 1024

/** processing a body takes many times as much memory */
const CAPACITY_BYTES = 4 * BODY_LIMIT

/** a slower sender loses its room */
const PATIENCE_MS = 5000

/** Returns the limit if the length is unknown. */
export const announcedBytes = (request: AnyRequest): number => {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  if (length !== undefined) return Number(length)
  const hasBody = 'stream' in request ? !request.stream.endAfterHeaders : coding !== undefined
  return hasBody ? BODY_LIMIT : 0
}

/** Bodies beyond the limit are refused unread. */
export const isLargeUpload = (bytes: number): boolean =>
  bytes > PASSED_AT_ONCE_BYTES && bytes <= BODY_LIMIT

export class Upload {
  readonly #clock: Pick<Clock, 'after'>
  readonly #take: (held?: () => void) => Share
  #share: Share | undefined
  #cancelTimer: (() => void) | undefined
  #isOver = false

  constructor(clock: Pick<Clock, 'after'>, take: (held?: () => void) => Share) {
    this.#clock = clock
    this.#take = take
  }

  /** Calls `begin` when there is room; never after {@link leave}. */
  read(begin: () => void): void {
    this.#share = this.#take(() => {
      this.#cancelTimer = this.#clock.after(PATIENCE_MS, () => this.#release())
    })
    const { entering } = this.#share
    if (entering === undefined) return begin()
    void entering.then(() => {
      if (!this.#isOver) begin()
    })
  }

  /** Resolves when there is room to process the body; at once after {@link leave}. */
  async arrived(): Promise<void> {
    this.#cancelTimer?.()
    if (!this.#isOver) await (this.#share ??= this.#take()).entering
  }

  /** Releases the room; idempotent. */
  leave(): void {
    this.#isOver = true
    this.#cancelTimer?.()
    this.#release()
  }

  #release(): void {
    this.#share?.leave()
    this.#share = undefined
  }
}

export class Uploads {
  readonly #clock: Pick<Clock, 'after'>
  readonly #capacity = new SharedCapacity(CAPACITY_BYTES, CAPACITY_BYTES)

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock
  }

  get taken(): number {
    return this.#capacity.taken
  }

  of(user: string, bytes: number): Upload {
    return new Upload(this.#clock, (held) => this.#capacity.take(user, bytes, held))
  }
}
