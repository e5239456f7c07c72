import { AsnSerializer } from '@peculiar/asn1-schema'
import { BasicConstraints, type Extension, Extensions } from '@peculiar/asn1-x509'
import type { Certificate } from './certificate.ts'
import { contextTag } from './der.ts'
import { sequence, tlv } from './der-writer.ts'
import { Encoded } from './encoded.ts'
import {
  encodedExtension,
  extKeyUsageExtension,
  keyUsageExtension,
  subjectAltName,
} from './extension-values.ts'
import { OID } from './oid.ts'
import { hasNames, type SubjectAlternativeNames } from './sans.ts'
import { type CertificateFields, signCertificate } from './sign-certificate.ts'
import type { SigningKey } from './signing-key.ts'
import type { KeyPurposes } from './usages.ts'

export interface CertificateTemplate extends CertificateFields, KeyPurposes {
  sans: SubjectAlternativeNames
}

/** Maximum number of cached extension lists. */
const KEPT = 100

const NOT_A_CA = encodedExtension(OID.basicConstraints, true, new BasicConstraints())

interface UnnamedExtensions {
  readonly list: Extension[]
  readonly encoded: Extensions
}

/**
 * Returns a function that issues certificates of one CA like Go's `x509.CreateCertificate`.
 *
 * @param authority the CA's certificate
 */
export const issuerOf = (
  signingKey: SigningKey,
  { rawSubject, subjectKeyIdentifier }: Pick<Certificate, 'rawSubject' | 'subjectKeyIdentifier'>,
) => {
  const authorityKeyIdentifier = subjectKeyIdentifier?.length
    ? [
        encodedExtension(
          OID.authorityKeyIdentifier,
          false,
          sequence(tlv(contextTag(0), subjectKeyIdentifier)),
        ),
      ]
    : []
  /** extensions without subjectAltName; keys: whether the subject is the CA's, and the usages */
  const nameless = new Map<string, UnnamedExtensions>()

  const namelessOf = ({
    keyUsage,
    extKeyUsage,
    subject,
  }: CertificateTemplate): UnnamedExtensions => {
    const isOwnSubject = subject.equals(rawSubject)
    const key = [isOwnSubject, keyUsage, ...extKeyUsage].join(' ')
    const known = nameless.get(key)
    if (known) return known
    const list = [
      ...(keyUsage === 0 ? [] : [keyUsageExtension(keyUsage)]),
      ...(extKeyUsage.length === 0 ? [] : [extKeyUsageExtension(extKeyUsage)]),
      NOT_A_CA,
      ...(isOwnSubject ? [] : authorityKeyIdentifier),
    ]
    const made = { list, encoded: Encoded.as(AsnSerializer.serialize(new Extensions(list))) }
    if (nameless.size >= KEPT) nameless.clear()
    nameless.set(key, made)
    return made
  }

  /** Extensions in Go's order; leaf certificates have no subjectKeyIdentifier. */
  const extensionsOf = (template: CertificateTemplate): Extensions => {
    const { list, encoded } = namelessOf(template)
    const { sans, subject } = template
    if (!hasNames(sans)) return encoded
    const isEmptySubject = subject.length === 2
    const names = encodedExtension(OID.subjectAltName, isEmptySubject, subjectAltName(sans))
    return new Extensions([...list, names])
  }

  return (template: CertificateTemplate): Promise<Buffer> =>
    signCertificate(signingKey, rawSubject, template, extensionsOf(template))
}
