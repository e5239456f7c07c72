/** What a controller's work may fail with, and what it does not make a fuss about. */
import { StatusError } from '../apimachinery/status.ts'

/** An error that a retry may well cure, and that is not worth a line in the log. */
export class IgnorableError extends Error {
  override readonly name = 'IgnorableError'
}

/** An error with what was being done put before it, as Go's `fmt.Errorf("doing this: %v", err)`. */
export class ExplainedError extends Error {
  override readonly name = 'ExplainedError'
  constructor(doing: string, cause: unknown) {
    super(`${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/** What `task` returns; what it throws, explained. */
export const explaining = async <T>(doing: string, task: () => T | Promise<T>): Promise<T> => {
  try {
    return await task()
  } catch (error) {
    throw new ExplainedError(doing, error)
  }
}

/** Somebody changed or deleted the object meanwhile: the newest state is looked at next time. */
export const isRace = (error: unknown): boolean => {
  const cause = error instanceof ExplainedError ? error.cause : error
  return cause instanceof StatusError && (cause.code === 409 || cause.code === 404)
}
