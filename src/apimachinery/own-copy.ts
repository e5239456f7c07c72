/**
 * Copies bytes into memory of their own: a view of Node's pool or of v8's `deserialize` keeps the
 * whole buffer alive.
 */
export const ownCopy = (bytes: Buffer): Buffer => {
  const own = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(own)
  return own
}
