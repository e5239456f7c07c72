import { ConnectionError } from '../apiserver/client/connection-error.ts'
import { StatusError } from '../apimachinery/status.ts'

/** An error that is logged at debug level. */
export class IgnorableError extends Error {
  override readonly name = 'IgnorableError'
}

/** An error with its context, like Go's `%w`. */
export class ExplainedError extends Error {
  override readonly name = 'ExplainedError'
  constructor(doing: string, cause: unknown) {
    super(`${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

export const explaining = async <T>(doing: string, task: () => T | Promise<T>): Promise<T> => {
  try {
    return await task()
  } catch (error) {
    throw new ExplainedError(doing, error)
  }
}

/** Whether the API server did not answer. */
export const isOutage = (error: unknown): boolean =>
  (error instanceof ExplainedError ? error.cause : error) instanceof ConnectionError

/** Resolves with undefined if `task` rejects with a StatusError of one of these codes. */
export const unless = async <T>(
  codes: number | readonly number[],
  task: Promise<T>,
): Promise<T | undefined> => {
  try {
    return await task
  } catch (error) {
    if (error instanceof StatusError && [codes].flat().includes(error.code)) return undefined
    throw error
  }
}

/** Whether another write came first: it created, changed or deleted the object. */
export const isRace = (error: unknown): boolean => {
  const cause = error instanceof ExplainedError ? error.cause : error
  return cause instanceof StatusError && (cause.code === 409 || cause.code === 404)
}
