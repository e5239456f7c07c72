import { ManyValues } from '../text/many-values.ts'
import { microTimeText, secondsOfTime, timeText } from '../text/go-time.ts'
import { parseJson, stringifyJson } from '../text/json.ts'
import type { ScalarKind } from '../schema/schema.ts'
import { ProtobufError } from './error.ts'
import { readInt64 } from './int64.ts'
import {
  eachField,
  FIXED64,
  LENGTH_DELIMITED,
  messageWire,
  tag,
  VARINT,
  type Reader,
  type Wire,
  type Writer,
} from './wire.ts'

/** Seconds of 1 January of the years 0 and 10000, between which a time can be written. */
const MIN_SECONDS = -62_167_219_200
const MAX_SECONDS = 253_402_300_800

/** `{1 seconds, 2 nanos}`; a message without bytes is Go's zero time, one with a 0 in it is 1970. */
const timeWire = (
  name: string,
  text: (seconds: number, micros: number) => string | undefined,
): Wire =>
  messageWire(
    (bytes) => {
      if (bytes.length === 0) return undefined
      let seconds = 0
      let nanos = 0
      eachField(bytes, name, (number, wireType, reader) => {
        if (wireType !== VARINT || number > 2) return false
        if (number === 1) seconds = readInt64(reader)
        else nanos = reader.int32()
        return true
      })
      const micros = Math.trunc(nanos / 1000)
      if (seconds < MIN_SECONDS || seconds >= MAX_SECONDS || micros < 0 || micros >= 1_000_000) {
        throw new ProtobufError(`proto: ${name}: time out of range`)
      }
      return text(seconds, micros)
    },
    (writer, value) => {
      const { seconds, micros } = secondsOfTime(String(value))
      writer.uint32(tag(1, VARINT)).int64(seconds)
      writer.uint32(tag(2, VARINT)).int32(micros * 1000)
    },
  )

/** A message whose only field, 1, holds text, perhaps as bytes. */
const textWire = (
  name: string,
  fromText: (text: string) => unknown,
  toText: (value: unknown) => string,
): Wire =>
  messageWire(
    (bytes) => {
      let text = ''
      eachField(bytes, name, (number, wireType, reader) => {
        if (number !== 1 || wireType !== LENGTH_DELIMITED) return false
        text = reader.string()
        return true
      })
      return text === '' ? undefined : fromText(text)
    },
    (writer, value) => {
      writer.uint32(tag(1, LENGTH_DELIMITED)).string(toText(value))
    },
  )

const parseRaw = (text: string): unknown => {
  try {
    return parseJson(text).value ?? undefined
  } catch (error) {
    if (error instanceof ManyValues) throw error
    throw new ProtobufError('proto: raw value is no JSON')
  }
}

/** `{1 type: 0 number or 1 string, 2 intVal, 3 strVal}` */
const intOrStringWire: Wire = messageWire(
  (bytes) => {
    let isString = false
    let integer = 0
    let string = ''
    eachField(bytes, 'IntOrString', (number, wireType, reader) => {
      if (number === 1 && wireType === VARINT) isString = readInt64(reader) === 1
      else if (number === 2 && wireType === VARINT) integer = reader.int32()
      else if (number === 3 && wireType === LENGTH_DELIMITED) string = reader.string()
      else return false
      return true
    })
    return isString ? string : integer
  },
  (writer, value) => {
    writer.uint32(tag(1, VARINT)).int64(typeof value === 'string' ? 1 : 0)
    writer.uint32(tag(2, VARINT)).int32(typeof value === 'number' ? value : 0)
    writer.uint32(tag(3, LENGTH_DELIMITED)).string(typeof value === 'string' ? value : '')
  },
)

/** What a message holds is what decoding or the server itself put there, so values are of their schema's type. */
const plain = <T>(
  wireType: number,
  read: (reader: Reader) => T,
  write: (writer: Writer, value: T) => Writer,
): Wire => ({
  wireType,
  read,
  write: (writer, value) => {
    write(writer, value as T)
  },
})

const SCALARS: Readonly<Record<ScalarKind, Wire>> = {
  string: plain(
    LENGTH_DELIMITED,
    (reader) => reader.string(),
    (writer, value) => writer.string(value),
  ),
  bytes: plain(
    LENGTH_DELIMITED,
    (reader) => Buffer.from(reader.bytes()).toString('base64'),
    (writer, value) => writer.bytes(Buffer.from(value, 'base64')),
  ),
  bool: plain(
    VARINT,
    (reader) => reader.bool(),
    (writer, value) => writer.bool(value),
  ),
  int32: plain(
    VARINT,
    (reader) => reader.int32(),
    (writer, value) => writer.int32(value),
  ),
  int64: plain(VARINT, readInt64, (writer, value) => writer.int64(value)),
  double: plain(
    FIXED64,
    (reader) => reader.double(),
    (writer, value) => writer.double(value),
  ),
  time: timeWire('Timestamp', (seconds) => timeText(seconds)),
  microTime: timeWire('Timestamp', microTimeText),
  quantity: textWire('Quantity', (text) => text, String),
  intOrString: intOrStringWire,
  json: textWire('RawExtension', parseRaw, stringifyJson),
}

/** How a leaf travels. */
export const scalarWire = (scalar: ScalarKind): Wire => SCALARS[scalar]
