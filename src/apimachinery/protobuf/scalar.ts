import { ManyValues } from '../text/many-values.ts'
import { microTimeText, secondsOfTime, timeText } from '../text/go-time.ts'
import { parseJson, stringifyJson } from '../text/json.ts'
import type { ScalarKind } from '../schema/schema.ts'
import { DeclaredMessage } from './declared.ts'
import { ProtobufError } from './error.ts'
import {
  FIXED64,
  FLAG,
  INT64,
  LENGTH_DELIMITED,
  messageWire,
  plainWire,
  TEXT,
  VARINT,
  type Wire,
} from './wire.ts'

/** Bounds of RFC 3339: the first seconds of the years 0 and 10000, counted from 1970. */
const MIN_SECONDS = -62_167_219_200
const MAX_SECONDS = 253_402_300_800

const timestamp = new DeclaredMessage({ seconds: [1, 'int'], nanos: [2, 'int'] }, 'Timestamp')

/** An empty message is Go's zero time; a message whose `seconds` are 0 is a time in 1970. */
const timeWire = (text: (seconds: number, micros: number) => string | undefined): Wire =>
  messageWire(
    (bytes) => {
      if (bytes.length === 0) return undefined
      const { seconds, nanos } = timestamp.decode(bytes)
      const micros = Math.trunc(nanos / 1000)
      if (seconds < MIN_SECONDS || seconds >= MAX_SECONDS || micros < 0 || micros >= 1_000_000) {
        throw new ProtobufError('proto: Timestamp: time out of range')
      }
      return text(seconds, micros)
    },
    (writer, value) => {
      const { seconds, micros } = secondsOfTime(String(value))
      timestamp.write(writer, { seconds, nanos: micros * 1000 })
    },
  )

/** Message with one field of type string, or of type bytes with text. */
const textWire = (
  name: string,
  fromText: (text: string) => unknown,
  toText: (value: unknown) => string,
): Wire => {
  const message = new DeclaredMessage({ text: [1, 'text'] }, name)
  return messageWire(
    (bytes) => {
      const { text } = message.decode(bytes)
      return text === '' ? undefined : fromText(text)
    },
    (writer, value) => message.write(writer, { text: toText(value) }),
  )
}

const parseRaw = (text: string): unknown => {
  try {
    return parseJson(text).value ?? undefined
  } catch (error) {
    if (error instanceof ManyValues) throw error
    throw new ProtobufError('proto: raw value is not JSON')
  }
}

const intOrString = new DeclaredMessage(
  { type: [1, 'int'], intVal: [2, 'int'], strVal: [3, 'text'] },
  'IntOrString',
)

const intOrStringWire: Wire = messageWire(
  (bytes) => {
    const { type, intVal, strVal } = intOrString.decode(bytes)
    return type === 1 ? strVal : intVal | 0
  },
  (writer, value) =>
    intOrString.write(
      writer,
      typeof value === 'string'
        ? { type: 1, intVal: 0, strVal: value }
        : { type: 0, intVal: Number(value), strVal: '' },
    ),
)

export const SCALAR_WIRES: Readonly<Record<ScalarKind, Wire>> = {
  string: TEXT,
  bytes: plainWire(
    LENGTH_DELIMITED,
    (reader) => Buffer.from(reader.bytes()).toString('base64'),
    (writer, value) => writer.bytes(Buffer.from(value, 'base64')),
  ),
  bool: FLAG,
  int32: plainWire(
    VARINT,
    (reader) => reader.int32(),
    (writer, value) => writer.int32(value),
  ),
  int64: INT64,
  double: plainWire(
    FIXED64,
    (reader) => reader.double(),
    (writer, value) => writer.double(value),
  ),
  time: timeWire(timeText),
  microTime: timeWire(microTimeText),
  quantity: textWire('Quantity', (text) => text, String),
  intOrString: intOrStringWire,
  json: textWire('RawExtension', parseRaw, stringifyJson),
}
