import { BasicConstraints, type Extension, Extensions } from '@peculiar/asn1-x509'
import { createHash, type KeyObject } from 'node:crypto'
import { DerReader, TAG } from './der.ts'
import { tlv } from './der-writer.ts'
import { encodedExtension, keyUsageExtension, subjectAltName } from './extension-values.ts'
import { spkiOf } from './keys.ts'
import { encodeName } from './name.ts'
import { OID } from './oid.ts'
import { noNames } from './sans.ts'
import { signCertificate } from './sign-certificate.ts'
import { signingKeyOf } from './signing-key.ts'
import { KEY_USAGE_BITS } from './usages.ts'

const USAGES =
  KEY_USAGE_BITS.digitalSignature | KEY_USAGE_BITS.keyEncipherment | KEY_USAGE_BITS.keyCertSign

const COMMON = [
  keyUsageExtension(USAGES),
  encodedExtension(OID.basicConstraints, true, new BasicConstraints({ cA: true })),
]

/** SHA-1 of the key's bits (RFC 5280, 4.2.1.2, method 1). */
const keyIdentifier = (spki: Buffer): Extension => {
  const info = new DerReader(spki).inside(TAG.sequence)!
  info.element(TAG.sequence)
  const { bytes } = info.bitString()!
  const identifier = createHash('sha1').update(bytes).digest()
  return encodedExtension(OID.subjectKeyIdentifier, false, tlv(TAG.octetString, identifier))
}

const dnsName = (commonName: string): Extension =>
  encodedExtension(OID.subjectAltName, false, subjectAltName({ ...noNames(), dns: [commonName] }))

interface RootTemplate {
  key: KeyObject
  commonName: string
  notBefore: number
  notAfter: number
  serial: Buffer
}

/**
 * Makes a self-signed CA certificate like kubeadm's. An ASCII common name is also a DNS name in it.
 *
 * @returns DER
 * @throws CaError for a kind of key that cannot sign certificates
 */
export const selfSignedRoot = async (template: RootTemplate): Promise<Buffer> => {
  const { key, commonName } = template
  const signingKey = signingKeyOf(key, 'the CA key')
  const subject = encodeName([{ type: OID.commonName, text: commonName }])
  const spki = spkiOf(key)
  const extensions = [...COMMON, keyIdentifier(spki)]
  // DNS names are ASCII
  if (/^[ -~]+$/.test(commonName)) extensions.push(dnsName(commonName))
  const fields = { ...template, subject, spki }
  return signCertificate(signingKey, subject, fields, new Extensions(extensions))
}
