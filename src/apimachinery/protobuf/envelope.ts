/**
 * Kubernetes' protobuf: four bytes that say so, then a message that names kind and version and carries the object's own message.
 * Source: `k8s.io/apimachinery/pkg/runtime/serializer/protobuf`.
 */
import { apiVersionOf, parseApiVersion, type GroupVersionKind, type KubeObject } from '../meta.ts'
import { goQuote } from '../text/quote.ts'
import { SCHEME } from '../schemes.ts'
import type { StructSchema } from '../schema/schema.ts'
import { DeclaredMessage } from './declared.ts'
import { asProtobufError, ProtobufError } from './error.ts'
import { readStruct, writeStruct } from './message.ts'
import { LENGTH_DELIMITED, newWriter, tag, withinValueLimit } from './wire.ts'

export { ProtobufError } from './error.ts'

const PREFIX = Buffer.from([0x6b, 0x38, 0x73, 0x00])

const typeMeta = new DeclaredMessage({ apiVersion: [1, 'text'], kind: [2, 'text'] }, 'TypeMeta')

/** The object's own message is `raw`. */
const unknown = new DeclaredMessage({ typeMeta: [1, typeMeta], raw: [2, 'bytes'] }, 'Unknown')

/** The tag of `raw`, which is written in pieces. */
const RAW = Buffer.from([tag(2, LENGTH_DELIMITED)])

/** Encoding and type of the content, both empty: none, and protobuf. */
const END = Buffer.from([tag(3, LENGTH_DELIMITED), 0, tag(4, LENGTH_DELIMITED), 0])

/** meta.v1.WatchEvent, whose object is a runtime.RawExtension. */
const watchEvent = new DeclaredMessage({
  type: [1, 'text'],
  object: [2, new DeclaredMessage({ raw: [1, 'bytes'] })],
})

const NO_TYPE = { apiVersion: '', kind: '' }

/** The kind that the envelope names; what it leaves out comes from the defaults. */
const kindOf = (
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  defaults: GroupVersionKind | undefined,
): GroupVersionKind => {
  const missing = `in 'runtime.TypeMeta{APIVersion:${goQuote(apiVersion)}, Kind:${goQuote(kind)}}'`
  const named = { ...parseApiVersion(apiVersion), kind }
  if (named.kind === '') named.kind = defaults?.kind ?? ''
  if (named.version === '' && defaults !== undefined) {
    named.group = defaults.group
    named.version = defaults.version
  }
  if (named.kind === '') throw new ProtobufError(`Object 'Kind' is missing ${missing}`)
  if (named.version === '') throw new ProtobufError(`Object 'apiVersion' is missing ${missing}`)
  return named
}

interface DecodedProtobuf<T = KubeObject> {
  readonly gvk: GroupVersionKind
  /** as decodeObject would have made it of the same object's JSON */
  readonly object: T
}

/**
 * Decodes the body of a request. `schemaFor` gives the schema of the kind that the body names, `defaults` stands in for what it does
 * not name. Throws {@link ProtobufError} for anything else than a whole message of a known kind.
 */
export const decodeProtobuf = <T = KubeObject>(
  bytes: Uint8Array,
  schemaFor: (gvk: GroupVersionKind) => StructSchema | undefined,
  defaults?: GroupVersionKind,
): DecodedProtobuf<T> => {
  if (bytes.length === 0) throw new ProtobufError('empty data')
  if (Buffer.compare(bytes.subarray(0, PREFIX.length), PREFIX) !== 0) {
    throw new ProtobufError(
      `provided data does not appear to be a protobuf message, expected prefix [${PREFIX.join(' ')}]`,
    )
  }
  if (bytes.length === PREFIX.length) throw new ProtobufError('empty body')
  try {
    const { typeMeta: named = NO_TYPE, raw } = unknown.decode(bytes.subarray(PREFIX.length))
    const gvk = kindOf(named, defaults)
    const apiVersion = apiVersionOf(gvk)
    const schema = schemaFor(gvk)
    if (schema === undefined) {
      throw new ProtobufError(
        `no kind ${goQuote(gvk.kind)} is registered for version ${goQuote(apiVersion)} in scheme ${goQuote(SCHEME)}`,
      )
    }
    const known = { kind: gvk.kind, apiVersion }
    const object = withinValueLimit(() => readStruct(schema, raw, known))
    return { gvk, object: object as T }
  } catch (error) {
    throw asProtobufError(error)
  }
}

interface Typed {
  readonly kind: string
  readonly apiVersion: string
}

/** A message without an envelope, of the fields that the object has. */
export const encodeMessage = (schema: StructSchema, object: object): Uint8Array => {
  const writer = newWriter()
  writeStruct(schema, object, writer)
  return writer.finish()
}

/** The envelope around a message that comes in pieces. */
export const encloseProtobuf = (
  { kind, apiVersion }: Typed,
  message: readonly Uint8Array[],
): Buffer => {
  const length = newWriter().uint32(message.reduce((sum, piece) => sum + piece.length, 0))
  return Buffer.concat([
    PREFIX,
    unknown.encode({ typeMeta: { apiVersion, kind } }),
    RAW,
    length.finish(),
    ...message,
    END,
  ])
}

/** The object with its envelope, as a response or a watch event carries it. */
export const encodeProtobuf = (schema: StructSchema, object: Typed): Buffer =>
  encloseProtobuf(object, [encodeMessage(schema, object)])

/**
 * One frame of a watch: four bytes of length, most significant first, and a bare WatchEvent of the type (`ADDED` …) and an object that
 * {@link encodeProtobuf} encoded.
 */
export const encodeWatchFrame = (type: string, object: Buffer): Buffer => {
  const event = watchEvent.encode({ type, object: { raw: object } })
  const length = Buffer.alloc(4)
  length.writeUInt32BE(event.length)
  return Buffer.concat([length, event])
}
