import type { Collection } from '../../src/storage/store.ts'

/** Subscribes functions to changes; returns the unsubscribe function. */
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
