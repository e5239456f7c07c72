/** Messages without a schema in openapi.yaml, declared as tables of fields. */
import {
  eachField,
  FLAG,
  INT64,
  LENGTH_DELIMITED,
  messageWire,
  newWriter,
  tag,
  TEXT,
  type Wire,
  type ProtobufWriter,
  wrongWireType,
} from './wire.ts'

/** `int`: varint below 2^53. */
type Scalar = 'bytes' | 'int' | 'flag' | 'text'
type Kind = Scalar | DeclaredMessage<MessageFields>
export type MessageFields = Readonly<
  Record<string, readonly [number: number, kind: Kind, many?: 'many']>
>

interface Scalars {
  readonly bytes: Buffer
  readonly int: number
  readonly flag: boolean
  readonly text: string
}

type ReadOne<K> = K extends Scalar
  ? Scalars[K]
  : K extends DeclaredMessage<infer F>
    ? Read<F>
    : never
type WrittenOne<K> = K extends Scalar
  ? Scalars[K]
  : K extends DeclaredMessage<infer F>
    ? MessageInput<F>
    : never

/**
 * Absent scalars have default values, absent repeated fields are empty, and absent messages are
 * undefined.
 */
type Read<F extends MessageFields> = {
  readonly [N in keyof F]: F[N] extends readonly [number, infer K, 'many']
    ? readonly ReadOne<K>[]
    : F[N][1] extends Scalar
      ? ReadOne<F[N][1]>
      : ReadOne<F[N][1]> | undefined
}

/** Absent fields are not sent. */
type MessageInput<F extends MessageFields> = {
  readonly [N in keyof F]?: F[N] extends readonly [number, infer K, 'many']
    ? readonly WrittenOne<K>[]
    : WrittenOne<F[N][1]>
}

const ABSENT = { bytes: Buffer.alloc(0), int: 0, flag: false, text: '' } as const

const WIRES: Readonly<Record<Scalar, Wire>> = {
  bytes: {
    wireType: LENGTH_DELIMITED,
    read: (reader) => reader.bytes(),
    write: (writer, value) => void writer.bytes(value as Buffer),
  },
  int: INT64,
  flag: FLAG,
  text: TEXT,
}

const wireOf = (kind: Kind): Wire => (typeof kind === 'string' ? WIRES[kind] : kind.wire)

interface Field {
  readonly name: string
  readonly number: number
  readonly kind: Kind
  readonly wire: Wire
  readonly tag: number
  readonly isMany: boolean
}

export class DeclaredMessage<const F extends MessageFields> {
  readonly fields: readonly Field[]
  readonly #name: string
  readonly #byNumber: ReadonlyMap<number, Field>

  /** the wire format of this message as a field of another message */
  readonly wire: Wire = messageWire(
    (bytes) => this.decode(bytes),
    (writer, value) => this.write(writer, value as MessageInput<F>),
  )

  /** `name`: Go's name of the message, for errors. */
  constructor(fields: F, name = 'message') {
    this.#name = name
    this.fields = Object.entries(fields).map(([name, [number, kind, many]]) => {
      const wire = wireOf(kind)
      const fieldTag = tag(number, wire.wireType)
      return { name, number, kind, wire, tag: fieldTag, isMany: many !== undefined }
    })
    this.#byNumber = new Map(this.fields.map((field) => [field.number, field]))
  }

  readonly encode = (message: MessageInput<F>): Buffer => {
    const writer = newWriter()
    this.write(writer, message)
    return writer.finish() as Buffer
  }

  /** Skips undeclared fields. Throws ProtobufError or the reader's errors. */
  readonly decode = (bytes: Uint8Array): Read<F> => {
    const message: Record<string, unknown> = {}
    for (const { name, kind, isMany } of this.fields)
      message[name] = isMany ? [] : typeof kind === 'string' ? ABSENT[kind] : undefined
    eachField(bytes, this.#name, (number, wireType, reader) => {
      const field = this.#byNumber.get(number)
      if (field === undefined) return false
      const { name, wire, isMany } = field
      if (wireType !== wire.wireType) throw wrongWireType(wireType, name)
      if (isMany) (message[name] as unknown[]).push(wire.read(reader))
      else message[name] = wire.read(reader)
      return true
    })
    return message as Read<F>
  }

  /** Writes no length prefix. */
  write(writer: ProtobufWriter, message: MessageInput<F>): void {
    for (const { name, tag: fieldTag, wire, isMany } of this.fields) {
      const value: unknown = message[name]
      if (value === undefined) continue
      const all = isMany ? (value as readonly unknown[]) : [value]
      for (const one of all) wire.write(writer.uint32(fieldTag), one)
    }
  }
}
