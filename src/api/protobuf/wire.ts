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

/** The most fields of one value: an entry of a map is a field, and so are its key and its value. */
const FIELDS_OF_A_VALUE = 3

/** Messages that are being read, one within the other, and the fields of all of them. */
let depth = 0
let fields = 0

/**
 * Reads a message field by field. `onField` reads the value of a field that it knows and says true; others are skipped. `name` is the
 * message's, for errors. Throws ManyValues once the outermost message has, nested messages
 * included, more fields than MOST_VALUES values can take.
 */
export const eachField = (
  bytes: Uint8Array,
  name: string,
  onField: (number: number, wireType: number, reader: Reader) => boolean,
): void => {
  const reader = protobuf().Reader.create(bytes)
  if (depth === 0) fields = 0
  depth++
  try {
    while (reader.pos < reader.len) {
      if (isMany(++fields / FIELDS_OF_A_VALUE)) throw new ManyValues()
      const key = reader.uint32()
      const number = key >>> 3
      const wireType = key & 7
      if (wireType === 4)
        throw new ProtobufError(`proto: ${name}: wiretype end group for non-group`)
      if (number === 0) throw new ProtobufError(`proto: ${name}: illegal tag 0 (wire type ${key})`)
      if (onField(number, wireType, reader)) continue
      if (wireType > 5) throw new ProtobufError(`proto: illegal wireType ${wireType}`)
      reader.skipType(wireType)
    }
  } finally {
    depth--
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
