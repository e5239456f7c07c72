/** The wire format: tags, and values by wire type. */
import { isMany, ManyValues } from '../text/many-values.ts'
import { ProtobufError } from './error.ts'
import { protobuf, type Reader, type Writer } from './package.ts'

export type { Reader, Writer } from './package.ts'

export const VARINT = 0
export const FIXED64 = 1
export const LENGTH_DELIMITED = 2

/** How the values of one type are read and written, without their tags. */
export interface Wire {
  readonly wireType: number
  /** undefined for a value that means "unset" */
  read(reader: Reader): unknown
  write(writer: Writer, value: unknown): void
}

export const newWriter = (): Writer => protobuf().Writer.create()

/** The key that stands before a value. */
export const tag = (number: number, wireType: number): number => ((number << 3) | wireType) >>> 0

/**
 * Reads a message field by field. `onField` reads the value of a field that it knows and says true; others are skipped. `name` is the
 * message's, for errors. Throws ManyValues for more fields than are worked on in this thread.
 */
export const eachField = (
  bytes: Uint8Array,
  name: string,
  onField: (number: number, wireType: number, reader: Reader) => boolean,
): void => {
  const reader = protobuf().Reader.create(bytes)
  for (let fields = 0; reader.pos < reader.len; fields++) {
    if (isMany(fields)) throw new ManyValues()
    const key = reader.uint32()
    const number = key >>> 3
    const wireType = key & 7
    if (wireType === 4) throw new ProtobufError(`proto: ${name}: wiretype end group for non-group`)
    if (number === 0) throw new ProtobufError(`proto: ${name}: illegal tag 0 (wire type ${key})`)
    if (onField(number, wireType, reader)) continue
    if (wireType > 5) throw new ProtobufError(`proto: illegal wireType ${wireType}`)
    reader.skipType(wireType)
  }
}

/** A value that is a message of its own. */
export const messageWire = (
  read: (bytes: Uint8Array) => unknown,
  write: (writer: Writer, value: unknown) => void,
): Wire => ({
  wireType: LENGTH_DELIMITED,
  read: (reader) => read(reader.bytes()),
  write: (writer, value) => {
    write(writer.fork(), value)
    writer.ldelim()
  },
})

/** The values of a list of numbers written the packed way, one after the other without tags. */
export const readPacked = (wire: Wire, bytes: Uint8Array): unknown[] => {
  const reader = protobuf().Reader.create(bytes)
  const values: unknown[] = []
  while (reader.pos < reader.len) values.push(wire.read(reader))
  return values
}
