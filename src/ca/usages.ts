import { goQuote } from '../apimachinery/text/quote.ts'
import { SigningError } from './errors.ts'

/** Bits of a keyUsage extension (RFC 5280, 4.2.1.3). */
export const KEY_USAGE_BITS = {
  digitalSignature: 1 << 0,
  contentCommitment: 1 << 1,
  keyEncipherment: 1 << 2,
  dataEncipherment: 1 << 3,
  keyAgreement: 1 << 4,
  keyCertSign: 1 << 5,
  crlSign: 1 << 6,
  encipherOnly: 1 << 7,
  decipherOnly: 1 << 8,
} as const

const BIT_BY_USAGE = new Map<string, number>([
  ['signing', KEY_USAGE_BITS.digitalSignature],
  ['digital signature', KEY_USAGE_BITS.digitalSignature],
  ['content commitment', KEY_USAGE_BITS.contentCommitment],
  ['key encipherment', KEY_USAGE_BITS.keyEncipherment],
  ['key agreement', KEY_USAGE_BITS.keyAgreement],
  ['data encipherment', KEY_USAGE_BITS.dataEncipherment],
  ['cert sign', KEY_USAGE_BITS.keyCertSign],
  ['crl sign', KEY_USAGE_BITS.crlSign],
  ['encipher only', KEY_USAGE_BITS.encipherOnly],
  ['decipher only', KEY_USAGE_BITS.decipherOnly],
])

/** OIDs of an extKeyUsage extension, in the order of Go's `x509.ExtKeyUsage`. */
const PURPOSE_BY_USAGE = new Map<string, string>([
  ['any', '2.5.29.37.0'],
  ['server auth', '1.3.6.1.5.5.7.3.1'],
  ['client auth', '1.3.6.1.5.5.7.3.2'],
  ['code signing', '1.3.6.1.5.5.7.3.3'],
  ['email protection', '1.3.6.1.5.5.7.3.4'],
  ['s/mime', '1.3.6.1.5.5.7.3.4'],
  ['ipsec end system', '1.3.6.1.5.5.7.3.5'],
  ['ipsec tunnel', '1.3.6.1.5.5.7.3.6'],
  ['ipsec user', '1.3.6.1.5.5.7.3.7'],
  ['timestamping', '1.3.6.1.5.5.7.3.8'],
  ['ocsp signing', '1.3.6.1.5.5.7.3.9'],
  ['microsoft sgc', '1.3.6.1.4.1.311.10.3.3'],
  ['netscape sgc', '2.16.840.1.113730.4.1'],
])

/** Sorted as in error texts. */
export const KEY_USAGES: readonly string[] = [
  ...BIT_BY_USAGE.keys(),
  ...PURPOSE_BY_USAGE.keys(),
].sort()

const PURPOSES = [...new Set(PURPOSE_BY_USAGE.values())]

export interface KeyPurposes {
  keyUsage: number
  extKeyUsage: string[]
}

/**
 * @throws SigningError with the real signer's text for unknown names
 */
export const keyPurposes = (usages: readonly string[]): KeyPurposes => {
  let keyUsage = 0
  const purposes = new Set<string>()
  const unknown: string[] = []
  for (const usage of usages) {
    const bit = BIT_BY_USAGE.get(usage)
    const purpose = PURPOSE_BY_USAGE.get(usage)
    if (bit !== undefined) keyUsage |= bit
    else if (purpose !== undefined) purposes.add(purpose)
    else unknown.push(usage)
  }
  if (unknown.length > 0)
    throw new SigningError(`unrecognized usage values: [${unknown.map(goQuote).join(' ')}]`)
  return { keyUsage, extKeyUsage: PURPOSES.filter((purpose) => purposes.has(purpose)) }
}
