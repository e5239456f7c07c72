/** Errors on their way from one thread to the other. */
import { StoreError } from '../store/store.ts'
import type { Failure, Reply } from './messages.ts'

export const failureOf = (error: unknown): Failure =>
  error instanceof StoreError
    ? { store: error.code, key: error.key, message: error.message }
    : { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }

/** What the other thread has made of a question. Throws what it threw. */
export const valueOf = (reply: Reply): unknown => {
  if ('value' in reply) return reply.value
  const { failure } = reply
  if ('store' in failure) throw new StoreError(failure.store, failure.key, failure.message)
  throw new Error(failure.bug)
}
