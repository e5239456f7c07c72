import { DerReader, TAG } from './der.ts'
import { X509Error } from './errors.ts'

/** @throws X509Error with Go's prefix */
export const fail = (message: string): never => {
  throw new X509Error(`x509: ${message}`)
}

/** A reader of the SEQUENCE that a value is. */
export const inside = (value: Buffer, message: string): DerReader =>
  new DerReader(value).inside(TAG.sequence) ?? fail(message)

/** Calls `read` with the contents of each SEQUENCE in a SEQUENCE. */
export const eachSequence = (
  reader: DerReader,
  message: string,
  read: (item: DerReader) => void,
): void => {
  while (!reader.empty) read(reader.inside(TAG.sequence) ?? fail(message))
}
