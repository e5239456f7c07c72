/** Error for a value that does not fit its field's type; the message is Go's. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
}
