import type { Collection } from '../../src/storage/store.ts'

/** Has functions called as a subscriber is told; returns how to end it. */
export const subscribed = (
  things: Collection,
  wake: () => unknown,
  passOver?: () => unknown,
): (() => void) => {
  const subscriber = {
    wake: () => void wake(),
    ...(passOver && { passOver: () => void passOver() }),
  }
  things.subscribe(subscriber)
  return () => things.unsubscribe(subscriber)
}
