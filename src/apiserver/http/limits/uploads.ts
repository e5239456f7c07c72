/**
 * Bounds the memory for large request bodies: until there is room, a body is not read from its
 * connection.
 */
import type { Clock } from '../../../apimachinery/clock.ts'
import type { AnyRequest } from '../wire/message.ts'
import { type Share, sharedCapacity } from './shared-capacity.ts'

/** kube-apiserver's default limit */
export const BODY_LIMIT = 3 * 1024 * 1024

const PASSED_AT_ONCE_BYTES = 64 * 1024

/** limit of the total size of large bodies; processing a body takes many times its size */
const CAPACITY_BYTES = 4 * BODY_LIMIT

/** a body that takes longer to arrive loses its room, and waits for room once it has arrived */
const PATIENCE_MS = 5000

/** Returns {@link BODY_LIMIT} for a body of unknown length. */
export const announcedBytes = (request: AnyRequest): number => {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  if (length !== undefined) return Number(length)
  const hasBody = 'stream' in request ? !request.stream.endAfterHeaders : coding !== undefined
  return hasBody ? BODY_LIMIT : 0
}

/** Returns false for bodies above {@link BODY_LIMIT}, because they are refused unread. */
export const isLargeUpload = (bytes: number): boolean =>
  bytes > PASSED_AT_ONCE_BYTES && bytes <= BODY_LIMIT

export const uploadsWith = (clock: Pick<Clock, 'after'>) => {
  const capacity = sharedCapacity(CAPACITY_BYTES, CAPACITY_BYTES)
  return {
    taken: capacity.taken,

    of: (user: string, bytes: number) => {
      let share: Share | undefined
      let cancelTimer: (() => void) | undefined
      let isOver = false

      const release = (): void => {
        share?.leave()
        share = undefined
      }

      return {
        /** Calls `begin` when there is room; never after `leave`. */
        read: (begin: () => void): void => {
          share = capacity.take(user, bytes, () => {
            cancelTimer = clock.after(PATIENCE_MS, release)
          })
          const { entering } = share
          if (entering === undefined) return begin()
          void entering.then(() => {
            if (!isOver) begin()
          })
        },

        /** Resolves when there is room to process the body; at once after `leave`. */
        arrived: async (): Promise<void> => {
          cancelTimer?.()
          if (!isOver) await (share ??= capacity.take(user, bytes)).entering
        },

        /** Releases the room; idempotent. */
        leave: (): void => {
          isOver = true
          cancelTimer?.()
          release()
        },
      }
    },
  }
}

export type Uploads = ReturnType<typeof uploadsWith>
export type Upload = ReturnType<Uploads['of']>
