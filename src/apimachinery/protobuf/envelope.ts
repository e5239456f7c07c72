/**
 * Kubernetes' protobuf envelope: a prefix, then a message with the kind and the object's message.
 * Source: `k8s.io/apimachinery/pkg/runtime/serializer/protobuf`.
 */
import { apiVersionOf, parseApiVersion, type GroupVersionKind, type KubeObject } from '../meta.ts'
import { goQuote } from '../text/quote.ts'
import { SCHEME } from '../schemes.ts'
import type { StructSchema } from '../schema/schema.ts'
import type { TypeMeta } from '../schema/type-meta.ts'
import { DeclaredMessage } from './declared.ts'
import { asProtobufError, ProtobufError } from './error.ts'
import { readStruct, writeStruct } from './message.ts'
import { LENGTH_DELIMITED, newWriter, tag, withinValueLimit } from './wire.ts'

export { ProtobufError } from './error.ts'

const PREFIX = Buffer.from([0x6b, 0x38, 0x73, 0x00])

const typeMeta = new DeclaredMessage({ apiVersion: [1, 'text'], kind: [2, 'text'] }, 'TypeMeta')

/** `raw` is the object's own message. */
const unknown = new DeclaredMessage({ typeMeta: [1, typeMeta], raw: [2, 'bytes'] }, 'Unknown')

/** Tag of the field `raw`; its length and its content are appended separately. */
const RAW = Buffer.from([tag(2, LENGTH_DELIMITED)])

/** Content encoding and content type, both empty. */
const END = Buffer.from([tag(3, LENGTH_DELIMITED), 0, tag(4, LENGTH_DELIMITED), 0])

/** meta.v1.WatchEvent, whose object is a runtime.RawExtension. */
const watchEvent = new DeclaredMessage({
  type: [1, 'text'],
  object: [2, new DeclaredMessage({ raw: [1, 'bytes'] })],
})

const NO_TYPE = { apiVersion: '', kind: '' }

const kindOf = (
  { apiVersion, kind }: TypeMeta,
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
  readonly object: T
}

/**
 * Decodes a body to the object that decodeObject returns for the same JSON. `defaults` replaces a
 * missing kind or version. Throws {@link ProtobufError} unless the body is one message of a known
 * kind, and ManyValues for too many values.
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

export const encodeMessage = (schema: StructSchema, object: object): Uint8Array => {
  const writer = newWriter()
  writeStruct(schema, object, writer)
  return writer.finish()
}

export const encloseProtobuf = (
  { kind, apiVersion }: TypeMeta,
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

export const encodeProtobuf = (schema: StructSchema, object: TypeMeta): Buffer =>
  encloseProtobuf(object, [encodeMessage(schema, object)])

/**
 * Encodes one watch frame: a 32-bit big-endian length and a WatchEvent with the result of {@link
 * encodeProtobuf}.
 */
export const encodeWatchFrame = (type: string, object: Buffer): Buffer => {
  const event = watchEvent.encode({ type, object: { raw: object } })
  const length = Buffer.alloc(4)
  length.writeUInt32BE(event.length)
  return Buffer.concat([length, event])
}
