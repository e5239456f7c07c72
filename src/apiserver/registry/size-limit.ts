import type { KubeObject } from '../../apimachinery/meta.ts'
import { encodeProtobuf } from '../../apimachinery/protobuf/envelope.ts'
import type { StructSchema } from '../../apimachinery/schema/schema.ts'
import { plainError, requestEntityTooLarge, type StatusError } from '../../apimachinery/status.ts'
import {
  countJsonValues,
  isShort,
  isMany,
  ManyValues,
} from '../../apimachinery/text/many-values.ts'

/** etcd's default `--max-request-bytes` (`server/embed/config.go`). */
const MAX_STORED_BYTES = 1.5 * 1024 * 1024

/** Throws the bare 500 for an object too large for etcd, which stores protobuf. */
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

export const tooManyValues = ({ message }: ManyValues): StatusError =>
  requestEntityTooLarge(`Request entity too large: ${message}`)

/**
 * Throws the 413 for too many values, unless the replaced object has at least as many: earlier
 * versions stored such objects, and their finalizers must stay removable.
 */
export const checkStoredValues = (encoded: Buffer, replaced?: Buffer): void => {
  if (isShort(encoded)) return
  const values = countJsonValues(encoded)
  if (!isMany(values) || (replaced !== undefined && values <= countJsonValues(replaced))) return
  throw tooManyValues(new ManyValues(values))
}
