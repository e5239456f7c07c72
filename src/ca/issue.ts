import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  type Extension,
  KeyIdentifier,
} from '@peculiar/asn1-x509'
import type { KeyObject } from 'node:crypto'
import {
  encodedExtension,
  extKeyUsageExtension,
  keyUsageExtension,
  subjectAltNameExtension,
} from './extension-values.ts'
import { OID } from './oid.ts'
import { hasNames, type SubjectAlternativeNames } from './sans.ts'
import {
  type CertificateFields,
  signCertificate,
  type Signer,
  signerOf,
} from './sign-certificate.ts'
import type { SignatureScheme } from './signature-scheme.ts'
import type { KeyPurposes } from './usages.ts'

/** What is to be certified. */
export interface CertificateTemplate extends CertificateFields, KeyPurposes {
  sans: SubjectAlternativeNames
}

export interface IssuerParts {
  readonly key: KeyObject
  readonly scheme: SignatureScheme
  /** DER of the CA's subject */
  readonly rawSubject: Buffer
  /** that of the CA's certificate, if it has one */
  readonly subjectKeyIdentifier: Buffer | undefined
}

/** As many combinations of usages are kept encoded. */
const KEPT = 100

const NOT_A_CA = encodedExtension(OID.basicConstraints, true, new BasicConstraints())

/** Makes the certificates of one CA as Go's `x509.CreateCertificate` does. */
export class Issuer {
  readonly #signer: Signer
  readonly #authorityKeyIdentifier: readonly Extension[]
  readonly #purposes = new Map<string, readonly Extension[]>()

  readonly #rawSubject: Buffer

  constructor({ key, scheme, rawSubject, subjectKeyIdentifier }: IssuerParts) {
    this.#signer = signerOf(key, scheme, rawSubject)
    this.#rawSubject = rawSubject
    this.#authorityKeyIdentifier = subjectKeyIdentifier?.length
      ? [
          encodedExtension(
            OID.authorityKeyIdentifier,
            false,
            new AuthorityKeyIdentifier({
              keyIdentifier: new KeyIdentifier(Uint8Array.from(subjectKeyIdentifier)),
            }),
          ),
        ]
      : []
  }

  /** @returns DER */
  issue(template: CertificateTemplate): Promise<Buffer> {
    return signCertificate(this.#signer, template, this.#extensions(template))
  }

  /** In the order of Go; leaves carry no subjectKeyIdentifier. */
  #extensions({ sans, subject, ...purposes }: CertificateTemplate): Extension[] {
    const isEmptySubject = subject.length === 2
    return [
      ...this.#purposesOf(purposes),
      NOT_A_CA,
      ...(subject.equals(this.#rawSubject) ? [] : this.#authorityKeyIdentifier),
      ...(hasNames(sans) ? [subjectAltNameExtension(sans, isEmptySubject)] : []),
    ]
  }

  #purposesOf({ keyUsage, extKeyUsage }: KeyPurposes): readonly Extension[] {
    const key = [keyUsage, ...extKeyUsage].join(' ')
    const known = this.#purposes.get(key)
    if (known) return known
    const made = [
      ...(keyUsage === 0 ? [] : [keyUsageExtension(keyUsage)]),
      ...(extKeyUsage.length === 0 ? [] : [extKeyUsageExtension(extKeyUsage)]),
    ]
    if (this.#purposes.size >= KEPT) this.#purposes.clear()
    this.#purposes.set(key, made)
    return made
  }
}
