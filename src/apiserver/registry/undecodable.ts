import type { Row } from '../../storage/store.ts'

/** A stored row that does not decode: another program wrote it, or the disk is damaged. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError'
  constructor({ key, revision }: Pick<Row, 'key' | 'revision'>, cause: Error) {
    super(`the row ${key} of revision ${revision} cannot be decoded: ${cause.message}`, { cause })
  }
}
