import { createRequire } from 'node:module'
import type protobufPackage from 'protobufjs/minimal.js'
import { isMany, ManyValues } from '../text/many-values.ts'
import { ProtobufError } from './error.ts'

const require = createRequire(import.meta.url)

export type ProtobufReader = protobufPackage.Reader
export type ProtobufWriter = protobufPackage.Writer

/** Loads protobufjs (18 files) on first use, because few servers need it. */
const protobuf = (): typeof protobufPackage => require('protobufjs/minimal.js')

export const VARINT = 0
export const FIXED64 = 1
export const LENGTH_DELIMITED = 2

/** Format of values of one type, without tags. */
export interface Wire {
  readonly wireType: number
  /** Returns undefined if the value means "unset". */
  read(reader: ProtobufReader): unknown
  write(writer: ProtobufWriter, value: unknown): void
}

export const newWriter = (): ProtobufWriter => protobuf().Writer.create()

export const tag = (number: number, wireType: number): number => ((number << 3) | wireType) >>> 0

/** One value is encoded as three fields at most: a map entry, its key and its value. */
const FIELDS_OF_A_VALUE = 3

/** number of fields read within {@link withinValueLimit}; undefined outside it */
let fields: number | undefined

/** Throws ManyValues if `read` reads more than MOST_VALUES × FIELDS_OF_A_VALUE fields. */
export const withinValueLimit = <R>(read: () => R): R => {
  fields = 0
  try {
    return read()
  } finally {
    fields = undefined
  }
}

/** `onField` reads the field and returns true, or returns false to skip the field. */
export const eachField = (
  bytes: Uint8Array,
  name: string,
  onField: (number: number, wireType: number, reader: ProtobufReader) => boolean,
): void => {
  const reader = protobuf().Reader.create(bytes)
  while (reader.pos < reader.len) {
    if (fields !== undefined && isMany(++fields / FIELDS_OF_A_VALUE)) throw new ManyValues()
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

const goFieldName = (name: string): string =>
  name === 'uid'
    ? 'UID'
    : name.startsWith('api')
      ? `API${name.slice(3)}`
      : name[0]!.toUpperCase() + name.slice(1)

export const wrongWireType = (wireType: number, name: string): ProtobufError =>
  new ProtobufError(`proto: wrong wireType = ${wireType} for field ${goFieldName(name)}`)

export const messageWire = (
  read: (bytes: Uint8Array) => unknown,
  write: (writer: ProtobufWriter, value: unknown) => void,
): Wire => ({
  wireType: LENGTH_DELIMITED,
  read: (reader) => read(reader.bytes()),
  write: (writer, value) => {
    write(writer.fork(), value)
    writer.ldelim()
  },
})

export const plainWire = <T>(
  wireType: number,
  read: (reader: ProtobufReader) => T,
  write: (writer: ProtobufWriter, value: T) => ProtobufWriter,
): Wire => ({
  wireType,
  read,
  write: (writer, value) => {
    write(writer, value as T)
  },
})

/** Beyond 2^53 the last digits are lost. Converting protobufjs' Long is slower. */
const readInt64 = (reader: ProtobufReader): number => {
  const { low, high } = reader.int64()
  return high * 2 ** 32 + (low >>> 0)
}

export const TEXT = plainWire(
  LENGTH_DELIMITED,
  (reader) => reader.string(),
  (writer, value) => writer.string(value),
)
export const FLAG = plainWire(
  VARINT,
  (reader) => reader.bool(),
  (writer, value) => writer.bool(value),
)
export const INT64 = plainWire(VARINT, readInt64, (writer, value) => writer.int64(value))
