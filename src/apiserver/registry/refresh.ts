import { type ObjectStore, StoreError } from '../../storage/store.ts'
import { storeUnreachable } from './errors.ts'

/**
 * Returns a function that resolves once all writes acknowledged before its call are known, or
 * rejects with a 503 if the store is unreachable; undefined for a store without other writers.
 */
export const refreshOf = (store: ObjectStore): (() => Promise<void>) | undefined => {
  if (store.current === undefined) return undefined
  return async () => {
    try {
      await store.current?.()
    } catch (error) {
      if (error instanceof StoreError && error.code === 'unreachable') throw storeUnreachable(error)
      throw error
    }
  }
}
