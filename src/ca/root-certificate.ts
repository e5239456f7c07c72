import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { contextTag, DerReader, oid, rightAlign, sequence, TAG, tlv } from './der.ts'
import { CaError } from './errors.ts'
import { createIssuer, extension, signCertificate } from './issue.ts'
import { encodeName } from './name.ts'
import { OID } from './oid.ts'
import { encodeKeyUsage, KEY_USAGE } from './usages.ts'

const USAGES = KEY_USAGE.digitalSignature | KEY_USAGE.keyEncipherment | KEY_USAGE.keyCertSign

const TRUE = Buffer.of(TAG.boolean, 1, 0xff)

/** SHA-1 of the key's bits (RFC 5280, 4.2.1.2, method 1). */
const keyIdentifier = (spki: Buffer): Buffer => {
  const reader = new DerReader(spki).inside(TAG.sequence)!
  reader.any()
  return createHash('sha1').update(rightAlign(reader.bitString()!)).digest()
}

export interface RootTemplate {
  /** private key of the CA */
  key: KeyObject
  commonName: string
  /** milliseconds since the epoch, whole seconds */
  notBefore: number
  notAfter: number
  /** random bytes of the serial number, big-endian and unsigned */
  serial: Buffer
}

/**
 * A self-signed CA certificate of the shape that kubeadm makes: key usages and basic constraints critical, a key identifier, and the
 * common name as a DNS name too.
 *
 * @returns DER
 * @throws CaError for a kind of key that cannot sign certificates
 */
export const selfSignedRoot = async (template: RootTemplate): Promise<Buffer> => {
  const { key, commonName } = template
  const subject = encodeName([{ type: OID.commonName, bytes: Buffer.from(commonName) }])
  const issuer = createIssuer(key, subject, undefined)
  if (!issuer) throw new CaError('A CA key of this type cannot sign certificates.')
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const extensions = [
    extension(oid(OID.keyUsage), true, encodeKeyUsage(USAGES)),
    extension(oid(OID.basicConstraints), true, sequence(TRUE)),
    extension(oid(OID.subjectKeyIdentifier), false, tlv(TAG.octetString, keyIdentifier(spki))),
  ]
  // a DNS name is ASCII; another common name goes without
  if (/^[ -~]+$/.test(commonName)) {
    const dns = tlv(contextTag(2), Buffer.from(commonName))
    extensions.push(extension(oid(OID.subjectAltName), false, sequence(dns)))
  }
  return signCertificate(issuer, { ...template, subject, spki }, extensions)
}
