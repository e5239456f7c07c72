import { DerReader, TAG } from './der.ts'
import { X509Error } from './errors.ts'

/** @throws X509Error with Go's prefix */
export const fail = (message: string): never => {
  throw new X509Error(`x509: ${message}`)
}

/** Returns a reader of the SEQUENCE in `value`. */
export const inside = (value: Buffer, message: string): DerReader =>
  new DerReader(value).inside(TAG.sequence) ?? fail(message)

export const eachSequence = (
  reader: DerReader,
  message: string,
  read: (item: DerReader) => void,
): void => {
  while (!reader.empty) read(reader.inside(TAG.sequence) ?? fail(message))
}
