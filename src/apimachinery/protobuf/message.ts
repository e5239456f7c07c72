/**
 * Reads and writes messages by the schemas' field numbers. Objects stay in JSON form: bytes are
 * base64, times are text.
 */
import { withCache } from '../with-cache.ts'
import { inByteOrder, sortedKeys } from '../text/byte-order.ts'
import type { FieldSchema, ListSchema, MapSchema, Schema, StructSchema } from '../schema/schema.ts'
import { zeroOfItem } from '../schema/zero.ts'
import { emitted } from '../schema/unset.ts'
import { SCALAR_WIRES } from './scalar.ts'
import {
  eachField,
  LENGTH_DELIMITED,
  messageWire,
  tag,
  type ProtobufReader,
  type Wire,
  type ProtobufWriter,
  wrongWireType,
} from './wire.ts'

type StringMap = Record<string, unknown>

interface WireField {
  readonly name: string
  /** index among the struct's fields */
  readonly position: number
  readonly number: number
  readonly wireType: number
  read(reader: ProtobufReader, sofar: unknown): unknown
  /** reads a packed list of numbers */
  readPacked?(reader: ProtobufReader, sofar: unknown): unknown
  write(writer: ProtobufWriter, value: unknown): void
}

const wireOf = (schema: Schema): Wire => {
  if (schema.type === 'scalar') return SCALAR_WIRES[schema.scalar]
  if (schema.type === 'list') return listMessage(schema)
  if (schema.type === 'map') throw new Error('protobuf: a map where a value is expected')
  return messageWire(
    (bytes) => readStruct(schema, bytes),
    (writer, value) => writeStruct(schema, value as object, writer),
  )
}

/**
 * Wire format of a list where protobuf allows only one value, in a map or a named Go type
 * (`v1.Verbs`): a message with the list as field 1.
 */
const listMessage = (schema: ListSchema): Wire => {
  const field = listField(schema, { name: 'items', position: 0, number: 1 })
  const table = new Map([[1, field]])
  return messageWire(
    (bytes) => {
      const values: unknown[] = []
      readFields(table, bytes, 'items', values)
      return values[0] ?? []
    },
    (writer, value) => field.write(writer, value),
  )
}

type FieldPlace = Pick<WireField, 'name' | 'position' | 'number'>

const listField = ({ items }: ListSchema, place: FieldPlace): WireField => {
  const wire = wireOf(items)
  const itemTag = tag(place.number, wire.wireType)
  const listOf = (sofar: unknown): unknown[] => (Array.isArray(sofar) ? sofar : [])
  return {
    ...place,
    wireType: wire.wireType,
    read: (reader, sofar) => {
      const list = listOf(sofar)
      list.push(wire.read(reader) ?? zeroOfItem(items))
      return list
    },
    ...(wire.wireType === LENGTH_DELIMITED
      ? {}
      : {
          readPacked: (reader, sofar) => {
            const list = listOf(sofar)
            const end = reader.uint32() + reader.pos
            while (reader.pos < end) list.push(wire.read(reader))
            return list
          },
        }),
    write: (writer, value) => {
      for (const item of value as unknown[]) wire.write(writer.uint32(itemTag), item)
    },
  }
}

/** A map is a list of messages: key in field 1, value in field 2. */
const mapField = ({ values }: MapSchema, place: FieldPlace): WireField => {
  const wire = wireOf(values)
  const entryTag = tag(place.number, LENGTH_DELIMITED)
  const keyTag = tag(1, LENGTH_DELIMITED)
  const valueTag = tag(2, wire.wireType)
  return {
    ...place,
    wireType: LENGTH_DELIMITED,
    read: (reader, sofar) => {
      const map: StringMap = sofar === undefined ? Object.create(null) : (sofar as StringMap)
      let key = ''
      let value: unknown
      eachField(reader.bytes(), place.name, (number, wireType, entry) => {
        if (number === 1 && wireType === LENGTH_DELIMITED) key = entry.string()
        else if (number === 2 && wireType === wire.wireType) value = wire.read(entry)
        else return false
        return true
      })
      map[key] = value ?? zeroOfItem(values)
      return map
    },
    write: (writer, value) => {
      const map = value as StringMap
      for (const key of sortedKeys(map)) {
        writer.uint32(entryTag).fork().uint32(keyTag).string(key)
        const item = map[key]
        if (item !== undefined && item !== null) wire.write(writer.uint32(valueTag), item)
        writer.ldelim()
      }
    },
  }
}

const wireField = (field: FieldSchema, position: number, number: number): WireField => {
  const { name, schema } = field
  const place = { name, position, number }
  if (schema.type === 'list' && schema.goType.startsWith('[]')) return listField(schema, place)
  if (schema.type === 'map') return mapField(schema, place)
  const wire = wireOf(schema)
  const fieldTag = tag(number, wire.wireType)
  return {
    ...place,
    wireType: wire.wireType,
    read: (reader) => wire.read(reader),
    write: (writer, value) => wire.write(writer.uint32(fieldTag), value),
  }
}

/** Fields by number, ascending, which is Go's order. */
type Table = ReadonlyMap<number, WireField | EmbeddedMessage>

/** Message for a struct that Go embeds: its JSON fields belong to the outer object. */
interface EmbeddedMessage {
  readonly number: number
  readonly fields: Table
}

interface Leaf {
  readonly field: FieldSchema
  readonly position: number
  /** field numbers of the enclosing embedded structs, outermost first, then the field's own */
  readonly path: readonly number[]
}

const makeTable = (leaves: readonly Leaf[]): Table => {
  const numbers = new Set(leaves.map(({ path }) => path[0]!))
  const table = new Map<number, WireField | EmbeddedMessage>()
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const group = leaves.filter(({ path }) => path[0] === number)
    const { field, position, path } = group[0]!
    if (path.length === 1) table.set(number, wireField(field, position, number))
    else {
      const inner = group.map((leaf) => ({ ...leaf, path: leaf.path.slice(1) }))
      table.set(number, { number, fields: makeTable(inner) })
    }
  }
  return table
}

const tableOf = withCache(({ fields }: StructSchema) =>
  makeTable(
    fields
      .map((field, position) => ({ field, position, path: field.protobuf }))
      .filter(({ path }) => path.length > 0),
  ),
)

/** Reads fields into `values`, each at its position in the struct. */
const readFields = (table: Table, bytes: Uint8Array, name: string, values: unknown[]): void =>
  eachField(bytes, name, (number, wireType, reader) => {
    const field = table.get(number)
    if (field === undefined) return false
    if ('fields' in field) {
      if (wireType !== LENGTH_DELIMITED) return false
      readFields(field.fields, reader.bytes(), name, values)
      return true
    }
    const { position } = field
    if (wireType === field.wireType) {
      values[position] = field.read(reader, values[position])
    } else if (wireType === LENGTH_DELIMITED && field.readPacked !== undefined) {
      values[position] = field.readPacked(reader, values[position])
    } else {
      throw wrongWireType(wireType, field.name)
    }
    return true
  })

/**
 * Decodes a struct. Unset fields are omitted or have their zero value, as in Go's JSON. `known`:
 * kind and apiVersion, which the message lacks. Throws ProtobufError, ManyValues, and the wire
 * reader's errors.
 */
export const readStruct = (
  schema: StructSchema,
  bytes: Uint8Array,
  known: Readonly<Record<string, unknown>> = {},
): StringMap => {
  const values: unknown[] = []
  readFields(tableOf(schema), bytes, schema.goName, values)
  const object: StringMap = {}
  schema.fields.forEach((field, position) => {
    let value = known[field.name] ?? values[position]
    if (field.schema.type === 'map' && value !== undefined) value = inByteOrder(value as StringMap)
    const kept = emitted(field, value)
    if (kept !== undefined) object[field.name] = kept
  })
  return object
}

const writeFields = (table: Table, values: StringMap, writer: ProtobufWriter): void => {
  for (const field of table.values()) {
    if ('fields' in field) {
      writeFields(field.fields, values, writer.uint32(tag(field.number, LENGTH_DELIMITED)).fork())
      writer.ldelim()
      continue
    }
    const value = values[field.name]
    if (value !== undefined && value !== null) field.write(writer, value)
  }
}

/** Omits unset fields, although Go writes a zero value for an unset field that is not a pointer. */
export const writeStruct = (schema: StructSchema, object: object, writer: ProtobufWriter): void =>
  writeFields(tableOf(schema), object as StringMap, writer)
