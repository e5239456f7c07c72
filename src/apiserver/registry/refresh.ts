import { type ObjectStore, StoreError } from '../../storage/store.ts'
import { storeUnreachable } from './errors.ts'

/**
 * Resolves once all writes acknowledged before the call are known; undefined for a store without
 * other writers. Rejects with the 503.
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
