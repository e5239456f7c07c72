/** Bytes that are no message of the kind expected; the message is the one of Kubernetes' serializer where it has one. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError'
}

/** What the wire reader threw, in Go's words. Anything else is a bug and stays as it is. */
export const asProtobufError = (error: unknown): unknown => {
  if (error instanceof RangeError) return new ProtobufError('unexpected EOF')
  if (error instanceof Error && /^(invalid|illegal|max depth)/.test(error.message)) {
    return new ProtobufError(`proto: ${error.message}`)
  }
  return error
}
