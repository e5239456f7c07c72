import type { Row } from '../../storage/store.ts'

/** A stored row is no object: something else than this program has written it, or the disk has. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError'
  /** `the row /registry/… of revision 7 cannot be decoded`, and why */
  constructor({ key, revision }: Pick<Row, 'key' | 'revision'>, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    super(`the row ${key} of revision ${revision} cannot be decoded: ${why}`, { cause })
  }
}
