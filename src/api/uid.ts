/** A uid as 16 characters of a byte each: a text of its 36 takes 56 bytes of memory, and this one 32. */
export type PackedUid = string

const BYTES = 16

/** The uid that was packed. */
export const unpackedUid = (packed: PackedUid): string => {
  if (packed.length !== BYTES) return packed
  const hex = Buffer.from(packed, 'latin1').toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** `uid`: of the 36 characters that all uids of this program have; where those are no lower-case hexadecimal, it is left as it is. */
export const packedUid = (uid: string): PackedUid => {
  const packed = Buffer.from(uid.replaceAll('-', ''), 'hex').toString('latin1')
  return packed.length === BYTES && unpackedUid(packed) === uid ? packed : uid
}
