/** Messages of protobuf that have no schema in openapi.yaml: each is declared as a table of its fields. */
import { protobuf } from './package.ts'
import { scalarWire } from './scalar.ts'
import { LENGTH_DELIMITED, newWriter, tag, type Reader, type Wire, type Writer } from './wire.ts'

/** `int`: any that comes as a varint, below 2^53. */
type Scalar = 'bytes' | 'int' | 'flag' | 'text'
type Kind = Scalar | DeclaredMessage<Fields>
export type Fields = Readonly<Record<string, readonly [number: number, kind: Kind, many?: 'many']>>

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
    ? Written<F>
    : never

/** A message as it was read: what was not sent has the value that this stands for; of a message, undefined. */
export type Read<F extends Fields> = {
  readonly [N in keyof F]: F[N] extends readonly [number, infer K, 'many']
    ? readonly ReadOne<K>[]
    : F[N][1] extends Scalar
      ? ReadOne<F[N][1]>
      : ReadOne<F[N][1]> | undefined
}

/** A message to write: only what is said is sent. */
export type Written<F extends Fields> = {
  readonly [N in keyof F]?: F[N] extends readonly [number, infer K, 'many']
    ? readonly WrittenOne<K>[]
    : WrittenOne<F[N][1]>
}

const NOT_SENT = { bytes: Buffer.alloc(0), int: 0, flag: false, text: '' } as const

const WIRES: Readonly<Record<Scalar, Wire>> = {
  bytes: {
    wireType: LENGTH_DELIMITED,
    read: (reader) => reader.bytes(),
    write: (writer, value) => void writer.bytes(value as Buffer),
  },
  int: scalarWire('int64'),
  flag: scalarWire('bool'),
  text: scalarWire('string'),
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

export class DeclaredMessage<const F extends Fields> {
  readonly fields: readonly Field[]
  readonly #byNumber: ReadonlyMap<number, Field>

  /** as a field of another message */
  readonly wire: Wire = {
    wireType: LENGTH_DELIMITED,
    read: (reader) => this.#read(reader, reader.uint32() + reader.pos),
    write: (writer, value) => {
      this.#write(writer.fork(), value as Written<F>)
      writer.ldelim()
    },
  }

  constructor(fields: F) {
    this.fields = Object.entries(fields).map(([name, [number, kind, many]]) => {
      const wire = wireOf(kind)
      const fieldTag = tag(number, wire.wireType)
      return { name, number, kind, wire, tag: fieldTag, isMany: many !== undefined }
    })
    this.#byNumber = new Map(this.fields.map((field) => [field.number, field]))
  }

  readonly encode = (message: Written<F>): Buffer => {
    const writer = newWriter()
    this.#write(writer, message)
    return writer.finish() as Buffer
  }

  readonly decode = (bytes: Buffer): Read<F> => {
    const reader = protobuf().Reader.create(bytes)
    return this.#read(reader, reader.len)
  }

  #write(writer: Writer, message: Written<F>): void {
    for (const { name, tag: fieldTag, wire, isMany } of this.fields) {
      const value: unknown = message[name]
      if (value === undefined) continue
      const all = isMany ? (value as readonly unknown[]) : [value]
      for (const one of all) wire.write(writer.uint32(fieldTag), one)
    }
  }

  /** Reads fields up to the place `end`. Those that it does not know are passed over. */
  #read(reader: Reader, end: number): Read<F> {
    const message: Record<string, unknown> = {}
    for (const { name, kind, isMany } of this.fields)
      message[name] = isMany ? [] : typeof kind === 'string' ? NOT_SENT[kind] : undefined
    while (reader.pos < end) {
      const key = reader.uint32()
      const field = this.#byNumber.get(key >>> 3)
      if (field === undefined) reader.skipType(key & 7)
      else if (field.isMany) (message[field.name] as unknown[]).push(field.wire.read(reader))
      else message[field.name] = field.wire.read(reader)
    }
    return message as Read<F>
  }
}
