import type { Collection } from '../../src/storage/store.ts'

/** Subscribes functions to changes; returns the unsubscribe function. */
export const subscribed = (
  things: Collection,
  wake: () => unknown,
  readRest?: () => unknown,
): (() => void) => {
  const subscriber = {
    wake: () => void wake(),
    ...(readRest && { readRest: () => void readRest() }),
  }
  things.subscribe(subscriber)
  return () => things.unsubscribe(subscriber)
}
