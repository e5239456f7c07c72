/**
 * Copies bytes into memory of their own. A view from v8's `deserialize`, or of Node's 8 KB pool,
 * would keep the whole buffer alive.
 */
export const ownCopy = (bytes: Buffer): Buffer => {
  const own = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(own)
  return own
}

export const ownCopies = (bytes: ReadonlyMap<string, Buffer>): Map<string, Buffer> =>
  new Map(Array.from(bytes, ([name, value]) => [name, ownCopy(value)]))
