import { DerReader, TAG } from './der.ts'
import { fail } from './errors.ts'

export const inside = (value: Buffer, message: string): DerReader =>
  new DerReader(value).inside(TAG.sequence) ?? fail(message)

/** Reads each SEQUENCE in the SEQUENCE of `value`. */
export const eachSequence = (
  value: Buffer,
  message: string,
  read: (item: DerReader) => void,
  listMessage = message,
): void => {
  const reader = inside(value, listMessage)
  while (!reader.empty) read(reader.inside(TAG.sequence) ?? fail(message))
}
