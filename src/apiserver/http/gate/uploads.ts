/**
 * Bounds the memory for large request bodies. Until there is room, a body is not read from its
 * connection. Small bodies never wait.
 */
import type { Clock } from '../../../apimachinery/clock.ts'
import type { AnyRequest } from '../wire/message.ts'
import { type Share, SharedCapacity } from './shared-capacity.ts'

/** The longest request body: 3 MiB, kube-apiserver's default. */
export const BODY_LIMIT = 3 * 1024 * 1024

const PASSED_AT_ONCE_BYTES = 64 * 1024

/**
 * Maximum size of bodies in progress, without the reserve; processing takes many times as much
 * memory.
 */
const CAPACITY_BYTES = 4 * BODY_LIMIT

/** How long a slow sender may hold room. */
const PATIENCE_MS = 5000

/** Returns the announced length of the body; 0 without a body, the limit if unknown. */
export const announcedBytes = (request: AnyRequest): number => {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  if (length !== undefined) return Number(length)
  const hasBody = 'stream' in request ? !request.stream.endAfterHeaders : coding !== undefined
  return hasBody ? BODY_LIMIT : 0
}

/** Whether a body needs an {@link Upload}. Bodies beyond the limit are refused unread. */
export const isLargeUpload = (bytes: number): boolean =>
  bytes > PASSED_AT_ONCE_BYTES && bytes <= BODY_LIMIT

/** One large body, from its first byte to the end of the work on it. */
export class Upload {
  readonly #clock: Pick<Clock, 'after'>
  readonly #take: (held?: () => void) => Share
  /** awaited or held */
  #share: Share | undefined
  #cancelTimer: (() => void) | undefined
  #isOver = false

  constructor(clock: Pick<Clock, 'after'>, take: (held?: () => void) => Share) {
    this.#clock = clock
    this.#take = take
  }

  /** Calls `begin` when there is room, unless {@link leave} is called first. */
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

  /** Resolves when there is room for the work on a received body; at once after {@link leave}. */
  async arrived(): Promise<void> {
    this.#cancelTimer?.()
    if (!this.#isOver) await (this.#share ??= this.#take()).entering
  }

  /** Releases the room or stops waiting; idempotent. */
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
