import { bitStringField, cursor, expectEnd, sequenceField } from './asn1.ts'
import { parsePublicKey, type PublicKey } from './public-key.ts'
import { algorithmField } from './signature.ts'

/**
 * Reads a SubjectPublicKeyInfo in DER like Go's `x509.ParsePKIXPublicKey`.
 *
 * @throws X509Error with Go's text
 */
export const parsePkixPublicKey = (der: Buffer): PublicKey => {
  const outer = cursor(der)
  const whole = sequenceField(outer, 'publicKeyInfo')
  const at = cursor(whole.content)
  const { algorithm, parameters } = algorithmField(at)
  const bits = bitStringField(at)
  expectEnd(outer)
  return parsePublicKey(algorithm, parameters, bits, whole.full)
}
