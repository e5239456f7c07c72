import { BasicConstraints, type Extension, Extensions } from '@peculiar/asn1-x509'
import { createHash, type KeyObject } from 'node:crypto'
import { DerReader, TAG } from './der.ts'
import { tlv } from './der-writer.ts'
import { CaError } from './errors.ts'
import { encodedExtension, keyUsageExtension, subjectAltName } from './extension-values.ts'
import { encodeName } from './name.ts'
import { OID } from './oid.ts'
import { noNames } from './sans.ts'
import { signCertificate, signerOf } from './sign-certificate.ts'
import { SigningKey } from './signing-key.ts'
import { KEY_USAGE } from './usages.ts'

const USAGES = KEY_USAGE.digitalSignature | KEY_USAGE.keyEncipherment | KEY_USAGE.keyCertSign

/** What is the same in all of them, written once. */
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

/** The last common name: nearly every CA has the same. */
let last: { readonly commonName: string; readonly extension: Extension } | undefined

/** A common name as a DNS name. */
const dnsName = (commonName: string): Extension => {
  if (last?.commonName !== commonName) {
    const names = subjectAltName({ ...noNames(), dns: [commonName] })
    last = { commonName, extension: encodedExtension(OID.subjectAltName, false, names) }
  }
  return last.extension
}

interface RootTemplate {
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
  const { commonName } = template
  const key = SigningKey.of(template.key)
  if (!key) throw new CaError('A CA key of this type cannot sign certificates.')
  const subject = encodeName([{ type: OID.commonName, text: commonName }])
  const { spki } = key
  const extensions = [...COMMON, keyIdentifier(spki)]
  // a DNS name is ASCII; another common name goes without
  if (/^[ -~]+$/.test(commonName)) extensions.push(dnsName(commonName))
  return signCertificate(
    signerOf(key, subject),
    { ...template, subject, spki },
    new Extensions(extensions),
  )
}
