import type { KubeObject } from '../api/meta.ts'
import { encodeProtobuf } from '../api/protobuf/envelope.ts'
import type { StructSchema } from '../api/schema/schema.ts'
import { plainError } from '../api/status.ts'

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
