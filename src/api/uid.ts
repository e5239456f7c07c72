/** A uid as 16 characters of a byte each: a text of its 36 takes 56 bytes of memory, and this one 32. */
export type PackedUid = string

const BYTES = 16

/** The uid that was packed. */
export const unpackedUid = (packed: PackedUid): string => {
  if (packed.length !== BYTES) return packed
  const hex = Buffer.from(packed, 'latin1').toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const bytes = Buffer.alloc(BYTES)

/** `uid`: of the 36 characters that all uids of this program have; where those are no lower-case hexadecimal, it is left as it is. */
export const packedUid = (uid: string): PackedUid => {
  const [a = '', b = '', c = '', d = '', e = '', more] = uid.split('-')
  const hex = a + b + c + d + e
  const isUid =
    a.length === 8 && b.length === 4 && c.length === 4 && d.length === 4 && e.length === 12
  if (!isUid || more !== undefined || hex.toLowerCase() !== hex) return uid
  return bytes.write(hex, 'hex') === BYTES ? bytes.toString('latin1') : uid
}
