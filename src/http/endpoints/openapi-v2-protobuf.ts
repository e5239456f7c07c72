/** OpenAPI 2 in protobuf: `openapi.v2.Document` of gnostic, which is the form that kubectl asks for. Numbers from OpenAPIv2.proto. */
import { newWriter, type Writer } from '../../api/protobuf/wire.ts'

type Json = Record<string, unknown>

const VARINT = 0
const FIXED64 = 1
const BYTES = 2

/** Writes a value under a field number, tag included. */
type Encode = (writer: Writer, field: number, value: unknown) => void

const tag = (writer: Writer, field: number, wireType: number): Writer =>
  writer.uint32((field << 3) | wireType)

const message = (writer: Writer, field: number, write: () => void): void => {
  tag(writer, field, BYTES).fork()
  write()
  writer.ldelim()
}

const text: Encode = (writer, field, value) => void tag(writer, field, BYTES).string(String(value))
const flag: Encode = (writer, field, value) => void tag(writer, field, VARINT).bool(value === true)
const integer: Encode = (writer, field, value) =>
  void tag(writer, field, VARINT).int64(Number(value))
const double: Encode = (writer, field, value) =>
  void tag(writer, field, FIXED64).double(Number(value))

/** Any value, as the YAML that JSON is too. */
const any: Encode = (writer, field, value) =>
  message(writer, field, () => text(writer, 2, JSON.stringify(value)))

const each =
  (encode: Encode): Encode =>
  (writer, field, value) => {
    for (const item of value as unknown[]) encode(writer, field, item)
  }

/** An object as repeated pairs of name and value. */
const named =
  (encode: Encode): Encode =>
  (writer, field, value) => {
    for (const [name, item] of Object.entries(value as Json)) {
      message(writer, field, () => {
        text(writer, 1, name)
        encode(writer, 2, item)
      })
    }
  }

/** Wraps a value in a message of one field: `oneof`s, and lists that are messages. */
const inside =
  (inner: number, encode: Encode): Encode =>
  (writer, field, value) =>
    message(writer, field, () => encode(writer, inner, value))

/** Which field a property is. `extensions` is the number for everything that starts with `x-`. */
interface Table {
  readonly fields: Readonly<Record<string, readonly [number, Encode]>>
  readonly extensions?: number
}

const table =
  (of: () => Table): Encode =>
  (writer, field, value) =>
    message(writer, field, () => writeFields(writer, of(), value as Json))

const writeFields = (writer: Writer, { fields, extensions }: Table, value: Json): void => {
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue
    const known = Object.hasOwn(fields, key) ? fields[key] : undefined
    if (known !== undefined) known[1](writer, known[0], item)
    else if (extensions !== undefined && key.startsWith('x-'))
      named(any)(writer, extensions, { [key]: item })
  }
}

const schema: Encode = table(() => SCHEMA)
const parameter: Encode = (writer, field, value) => {
  const { in: where } = value as Json
  message(writer, field, () => {
    if (where === 'body') table(() => BODY)(writer, 1, value)
    else
      message(writer, 2, () => {
        if (where === 'path') table(() => PATH_PARAMETER)(writer, 4, value)
        else table(() => QUERY_PARAMETER)(writer, 3, value)
      })
  })
}
/** A parameter, or a reference to one. */
const parameterItem: Encode = (writer, field, value) => {
  const isReference = (value as Json)['$ref'] !== undefined
  message(writer, field, () => {
    if (isReference) table(() => REFERENCE)(writer, 2, value)
    else parameter(writer, 1, value)
  })
}
const typeItem: Encode = (writer, field, value) =>
  message(writer, field, () => each(text)(writer, 1, [value].flat()))

const REFERENCE: Table = { fields: { $ref: [1, text], description: [2, text] } }

const SCHEMA: Table = {
  fields: {
    $ref: [1, text],
    format: [2, text],
    title: [3, text],
    description: [4, text],
    default: [5, any],
    multipleOf: [6, double],
    maximum: [7, double],
    exclusiveMaximum: [8, flag],
    minimum: [9, double],
    exclusiveMinimum: [10, flag],
    maxLength: [11, integer],
    minLength: [12, integer],
    pattern: [13, text],
    maxItems: [14, integer],
    minItems: [15, integer],
    uniqueItems: [16, flag],
    maxProperties: [17, integer],
    minProperties: [18, integer],
    required: [19, each(text)],
    enum: [20, each(any)],
    additionalProperties: [
      21,
      (writer, field, value) =>
        message(writer, field, () =>
          typeof value === 'boolean' ? flag(writer, 2, value) : schema(writer, 1, value),
        ),
    ],
    type: [22, typeItem],
    items: [23, inside(1, schema)],
    properties: [25, inside(1, named(schema))],
    example: [30, any],
  },
  extensions: 31,
}

const BODY: Table = {
  fields: {
    description: [1, text],
    name: [2, text],
    in: [3, text],
    required: [4, flag],
    schema: [5, schema],
  },
}

const ITEMS: Table = { fields: { type: [1, text], format: [2, text] } }

const QUERY_PARAMETER: Table = {
  fields: {
    required: [1, flag],
    in: [2, text],
    description: [3, text],
    name: [4, text],
    type: [6, text],
    format: [7, text],
    items: [8, table(() => ITEMS)],
    uniqueItems: [20, flag],
    enum: [21, each(any)],
  },
}

const PATH_PARAMETER: Table = {
  fields: {
    required: [1, flag],
    in: [2, text],
    description: [3, text],
    name: [4, text],
    type: [5, text],
    format: [6, text],
    uniqueItems: [19, flag],
    enum: [20, each(any)],
  },
}

const RESPONSE: Table = {
  fields: { description: [1, text], schema: [2, inside(1, schema)] },
}

const OPERATION: Table = {
  fields: {
    tags: [1, each(text)],
    summary: [2, text],
    description: [3, text],
    operationId: [5, text],
    produces: [6, each(text)],
    consumes: [7, each(text)],
    parameters: [8, each(parameterItem)],
    responses: [
      9,
      inside(
        1,
        named(
          inside(
            1,
            table(() => RESPONSE),
          ),
        ),
      ),
    ],
    schemes: [10, each(text)],
    deprecated: [11, flag],
  },
  extensions: 13,
}

const operation: Encode = table(() => OPERATION)

const PATH_ITEM: Table = {
  fields: {
    get: [2, operation],
    put: [3, operation],
    post: [4, operation],
    delete: [5, operation],
    options: [6, operation],
    head: [7, operation],
    patch: [8, operation],
    parameters: [9, each(parameterItem)],
  },
  extensions: 10,
}

const API_KEY: Table = {
  fields: { type: [1, text], name: [2, text], in: [3, text], description: [4, text] },
}

const DOCUMENT: Table = {
  fields: {
    swagger: [1, text],
    info: [2, table(() => ({ fields: { title: [1, text], version: [2, text] } }))],
    paths: [8, inside(2, named(table(() => PATH_ITEM)))],
    definitions: [9, inside(1, named(schema))],
    parameters: [10, inside(1, named(parameter))],
    security: [12, each(inside(1, named(inside(1, each(text)))))],
    securityDefinitions: [
      13,
      inside(
        1,
        named(
          inside(
            2,
            table(() => API_KEY),
          ),
        ),
      ),
    ],
  },
  extensions: 16,
}

/** Encodes a document of OpenAPI 2. */
export const encodeSwagger = (document: Readonly<Record<string, unknown>>): Buffer => {
  const writer = newWriter()
  writeFields(writer, DOCUMENT, document)
  return Buffer.from(writer.finish())
}
