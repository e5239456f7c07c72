/**
 * Copies bytes into memory of their own. A view from v8's `deserialize`, or into Node's 8 KB pool,
 * would keep the whole buffer alive.
 */
export const ownCopy = (bytes: Buffer): Buffer => {
  const own = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(own)
  return own
}
