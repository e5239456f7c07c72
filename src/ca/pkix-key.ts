import { bitStringField, type Cursor, cursor, expectEnd, field } from './asn1.ts'
import { TAG } from './der.ts'
import { parsePublicKey, type PublicKey, type PublicKeyInfo } from './public-key.ts'
import { algorithmField } from './signature.ts'

/** Reads a SubjectPublicKeyInfo without checking the key. */
export const publicKeyInfoField = (at: Cursor): PublicKeyInfo => {
  const { content, full } = field(at, TAG.sequence, 'publicKeyInfo')
  const inner = cursor(content)
  return { ...algorithmField(inner), key: bitStringField(inner), spki: full }
}

/**
 * Go's `x509.ParsePKIXPublicKey`.
 *
 * @throws X509Error with Go's text
 */
export const parsePkixPublicKey = (der: Buffer): PublicKey => {
  const at = cursor(der)
  const info = publicKeyInfoField(at)
  expectEnd(at)
  return parsePublicKey(info)
}
