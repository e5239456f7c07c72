/** Error for malformed protobuf. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError'
}

/** Converts the wire reader's errors to Go's words. */
export const asProtobufError = (error: unknown): unknown => {
  if (error instanceof RangeError) return new ProtobufError('unexpected EOF')
  if (error instanceof Error && /^(invalid|illegal|max depth)/.test(error.message)) {
    return new ProtobufError(`proto: ${error.message}`)
  }
  return error
}
