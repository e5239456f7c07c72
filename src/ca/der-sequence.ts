import { DerReader, TAG } from './der.ts'
import { fail } from './errors.ts'

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
