/** Messages of protocol buffers, read and written as tables of their fields say. */
import { readInt64 } from '../../api/protobuf/int64.ts'
import { protobuf, type Reader, type Writer } from '../../api/protobuf/package.ts'

/** `int`: any that comes as a varint, below 2^53. */
type Scalar = 'bytes' | 'int' | 'flag' | 'text'
type Kind = Scalar | Message<Fields>
export type Fields = Readonly<Record<string, readonly [number: number, kind: Kind, many?: 'many']>>

interface Scalars {
  readonly bytes: Buffer
  readonly int: number
  readonly flag: boolean
  readonly text: string
}

type ReadOne<K> = K extends Scalar ? Scalars[K] : K extends Message<infer F> ? Read<F> : never
type WrittenOne<K> = K extends Scalar ? Scalars[K] : K extends Message<infer F> ? Written<F> : never

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

const VARINT = 0
const LENGTH_DELIMITED = 2

interface Field {
  readonly name: string
  readonly number: number
  readonly kind: Kind
  readonly isMany: boolean
}

export class Message<const F extends Fields> {
  readonly fields: readonly Field[]
  readonly #byNumber: ReadonlyMap<number, Field>

  constructor(fields: F) {
    this.fields = Object.entries(fields).map(([name, [number, kind, many]]) => ({
      name,
      number,
      kind,
      isMany: many !== undefined,
    }))
    this.#byNumber = new Map(this.fields.map((field) => [field.number, field]))
  }

  readonly encode = (message: Written<F>): Buffer => {
    const writer = protobuf().Writer.create()
    this.write(writer, message)
    return writer.finish() as Buffer
  }

  readonly decode = (bytes: Buffer): Read<F> => {
    const reader = protobuf().Reader.create(bytes)
    return this.read(reader, reader.len)
  }

  /** Appends its fields. */
  write(writer: Writer, message: Written<F>): void {
    for (const { name, number, kind, isMany } of this.fields) {
      const value: unknown = message[name]
      if (value === undefined) continue
      if (!isMany) writeOne(writer, number, kind, value)
      else for (const one of value as readonly unknown[]) writeOne(writer, number, kind, one)
    }
  }

  /** Reads fields up to the place `end`. Those that it does not know are passed over. */
  read(reader: Reader, end: number): Read<F> {
    const message: Record<string, unknown> = {}
    for (const { name, kind, isMany } of this.fields)
      message[name] = isMany ? [] : typeof kind === 'string' ? NOT_SENT[kind] : undefined
    while (reader.pos < end) {
      const tag = reader.uint32()
      const field = this.#byNumber.get(tag >>> 3)
      if (field === undefined) reader.skipType(tag & 7)
      else if (field.isMany) (message[field.name] as unknown[]).push(readOne(reader, field.kind))
      else message[field.name] = readOne(reader, field.kind)
    }
    return message as Read<F>
  }
}

const writeOne = (writer: Writer, number: number, kind: Kind, value: unknown): void => {
  if (kind === 'int') writer.uint32((number << 3) | VARINT).int64(value as number)
  else if (kind === 'flag') writer.uint32((number << 3) | VARINT).bool(value as boolean)
  else {
    writer.uint32((number << 3) | LENGTH_DELIMITED)
    if (kind === 'bytes') writer.bytes(value as Buffer)
    else if (kind === 'text') writer.string(value as string)
    else {
      writer.fork()
      kind.write(writer, value as Written<Fields>)
      writer.ldelim()
    }
  }
}

const readOne = (reader: Reader, kind: Kind): unknown => {
  switch (kind) {
    case 'int':
      return readInt64(reader)
    case 'flag':
      return reader.bool()
    case 'bytes':
      return reader.bytes()
    case 'text':
      return reader.string()
    default:
      return kind.read(reader, reader.uint32() + reader.pos)
  }
}
