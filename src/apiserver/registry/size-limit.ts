import type { KubeObject } from '../../apimachinery/meta.ts'
import { encodeProtobuf } from '../../apimachinery/protobuf/envelope.ts'
import type { StructSchema } from '../../apimachinery/schema/schema.ts'
import { plainError, requestEntityTooLarge, type StatusError } from '../../apimachinery/status.ts'
import {
  countJsonValues,
  holdsFew,
  isMany,
  ManyValues,
} from '../../apimachinery/text/many-values.ts'

/** What etcd takes in one request unless it is told otherwise (`--max-request-bytes`, `server/embed/config.go`). */
const MAX_STORED_BYTES = 1.5 * 1024 * 1024

/**
 * Throws the bare 500 with which an API server passes on etcd's refusal of an object that is too large, however small the request
 * was that made it so. As there, the protobuf form counts, which lacks what JSON adds in names, base64 and escapes: an object whose
 * JSON is small enough is not encoded again.
 */
export const checkStoredSize = (
  schema: StructSchema,
  object: KubeObject,
  encoded: Buffer,
): void => {
  if (encoded.length <= MAX_STORED_BYTES) return
  if (encodeProtobuf(schema, object).length > MAX_STORED_BYTES) {
    throw plainError('etcdserver: request is too large')
  }
}

/** The 413 for an object of too many values. */
export const tooManyValues = ({ message }: ManyValues): StatusError =>
  requestEntityTooLarge(`Request entity too large: ${message}`)

/**
 * Throws the 413 for an object of more than MOST_VALUES values, its managedFields included, unless it replaces stored bytes of at
 * least as many: earlier versions stored such objects, and their finalizers must still be removable.
 */
export const checkStoredValues = (encoded: Buffer, replaced?: Buffer): void => {
  if (holdsFew(encoded)) return
  const values = countJsonValues(encoded)
  if (!isMany(values) || (replaced !== undefined && values <= countJsonValues(replaced))) return
  throw tooManyValues(new ManyValues(values))
}
