/** Error for malformed protobuf, in the words of Kubernetes' serializer if it has any. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError'
}

/** Converts errors of the wire reader to Go's words; returns other errors as they are. */
export const asProtobufError = (error: unknown): unknown => {
  if (error instanceof RangeError) return new ProtobufError('unexpected EOF')
  if (error instanceof Error && /^(invalid|illegal|max depth)/.test(error.message)) {
    return new ProtobufError(`proto: ${error.message}`)
  }
  return error
}
