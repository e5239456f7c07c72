import { AsnParser } from '@peculiar/asn1-schema'
import {
  BasicConstraints,
  Extensions,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
} from '@peculiar/asn1-x509'
import { createHash, type KeyObject } from 'node:crypto'
import { CaError } from './errors.ts'
import { encodedExtension, keyUsageExtension, subjectAltName } from './extension-values.ts'
import { encodeName } from './name.ts'
import { OID } from './oid.ts'
import { noNames } from './sans.ts'
import { signCertificate, signerOf } from './sign-certificate.ts'
import { SigningKey } from './signing-key.ts'
import { KEY_USAGE } from './usages.ts'

const USAGES = KEY_USAGE.digitalSignature | KEY_USAGE.keyEncipherment | KEY_USAGE.keyCertSign

/** SHA-1 of the key's bits (RFC 5280, 4.2.1.2, method 1). */
const keyIdentifier = (spki: Buffer): Buffer => {
  const { subjectPublicKey } = AsnParser.parse(spki, SubjectPublicKeyInfo)
  return createHash('sha1').update(Buffer.from(subjectPublicKey)).digest()
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
  const { commonName } = template
  const key = SigningKey.of(template.key)
  if (!key) throw new CaError('A CA key of this type cannot sign certificates.')
  const subject = encodeName([{ type: OID.commonName, bytes: Buffer.from(commonName) }])
  const { spki } = key
  const identifier = new SubjectKeyIdentifier(Uint8Array.from(keyIdentifier(spki)))
  const extensions = [
    keyUsageExtension(USAGES),
    encodedExtension(OID.basicConstraints, true, new BasicConstraints({ cA: true })),
    encodedExtension(OID.subjectKeyIdentifier, false, identifier),
  ]
  // a DNS name is ASCII; another common name goes without
  if (/^[ -~]+$/.test(commonName))
    extensions.push(
      encodedExtension(
        OID.subjectAltName,
        false,
        subjectAltName({ ...noNames(), dns: [commonName] }),
      ),
    )
  return signCertificate(
    signerOf(key, subject),
    { ...template, subject, spki },
    new Extensions(extensions),
  )
}
