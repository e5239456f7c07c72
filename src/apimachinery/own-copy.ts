/**
 * The bytes in memory of their own: those that v8's `deserialize` gives are a view into all that was read, and small ones that are made
 * are a part of a pool of 8 KB; either would keep the whole.
 */
export const ownCopy = (bytes: Buffer): Buffer => {
  const own = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(own)
  return own
}

/** The same for each of a map. */
export const ownCopies = (bytes: ReadonlyMap<string, Buffer>): Map<string, Buffer> =>
  new Map(Array.from(bytes, ([name, value]) => [name, ownCopy(value)]))
