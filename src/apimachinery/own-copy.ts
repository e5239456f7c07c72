/**
 * Copies bytes into memory of their own. A view keeps its whole buffer alive, such as Node's pool,
 * a chunk of zlib's output, or the input of v8's `deserialize`.
 */
export const ownCopy = (bytes: Buffer): Buffer => {
  const own = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(own)
  return own
}
