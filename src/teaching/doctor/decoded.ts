import { X509Certificate } from 'node:crypto'
import { formatTime } from '../../apimachinery/clock.ts'
import { type Certificate, fingerprint } from '../../ca/certificate.ts'
import { type CertificateRequest, verifyRequestSignature } from '../../ca/csr.ts'
import { formatIp } from '../../ca/ip.ts'
import type { DistinguishedName } from '../../ca/name.ts'
import { OID } from '../../ca/oid.ts'
import { encodePem } from '../../ca/pem.ts'
import { hasNames, type SubjectAlternativeNames } from '../../ca/sans.ts'
import { KEY_USAGE_BITS } from '../../ca/usages.ts'
import { keyFingerprint, keyText, nameText } from '../hints/key-of.ts'
import { certificatesIn } from '../hints/readable.ts'

interface DecodedName {
  /** `CN=jane, O=developers` */
  readonly text: string
  readonly commonName: string
  readonly organizations: readonly string[]
}

interface DecodedKey {
  /** `RSA 2048`, `P-256` */
  readonly text: string
  /** first 16 hex digits of the SHA-256 of the SubjectPublicKeyInfo */
  readonly fingerprint: string
}

export interface DecodedRequest {
  readonly subject: DecodedName
  /** `DNS:example.com`, `IP:192.0.2.7` */
  readonly names: readonly string[]
  readonly key: DecodedKey
  /** undefined: the signature is valid */
  readonly signatureProblem?: string
}

export interface DecodedCertificate {
  readonly subject: DecodedName
  readonly issuer: DecodedName
  /** hexadecimal */
  readonly serialNumber: string
  /** RFC 3339 */
  readonly notBefore: string
  readonly notAfter: string
  readonly names: readonly string[]
  readonly keyUsage: readonly string[]
  readonly extendedKeyUsage: readonly string[]
  readonly isAuthority: boolean
  readonly key: DecodedKey
  /** of the certificate, hexadecimal */
  readonly sha256: string
  readonly pem: string
}

const PURPOSES: Readonly<Record<string, string>> = {
  [OID.clientAuth]: 'client auth',
  [OID.serverAuth]: 'server auth',
}

const usageNames = ({ keyUsage }: Certificate): string[] =>
  Object.entries(KEY_USAGE_BITS)
    .filter(([, bit]) => (keyUsage & bit) !== 0)
    .map(([name]) => name)

export const purposeNames = ({ extKeyUsage = [] }: Certificate): string[] =>
  extKeyUsage.map((oid) => PURPOSES[oid] ?? oid)

const nameOf = (name: DistinguishedName): DecodedName => ({
  text: nameText(name),
  commonName: name.commonName,
  organizations: name.organizations,
})

const keyOf = ({ publicKey }: CertificateRequest | Certificate): DecodedKey => ({
  text: keyText(publicKey),
  fingerprint: keyFingerprint(publicKey.spki),
})

const namesOf = ({ dns, email, ip, uri }: SubjectAlternativeNames): string[] => [
  ...dns.map((name) => `DNS:${name}`),
  ...email.map((name) => `email:${name}`),
  ...ip.map((address) => `IP:${formatIp(address)}`),
  ...uri.map((name) => `URI:${name}`),
]

export const decodedRequest = (request: CertificateRequest): DecodedRequest => {
  const problem = verifyRequestSignature(request)
  return {
    subject: nameOf(request.subject),
    names: hasNames(request.sans) ? namesOf(request.sans) : [],
    key: keyOf(request),
    ...(problem !== undefined && { signatureProblem: problem }),
  }
}

const decodedCertificate = (certificate: Certificate): DecodedCertificate => {
  const { raw, subject, issuer, notBefore, notAfter, sans } = certificate
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    serialNumber: new X509Certificate(raw).serialNumber,
    notBefore: formatTime(notBefore),
    notAfter: formatTime(notAfter),
    names: namesOf(sans),
    keyUsage: usageNames(certificate),
    extendedKeyUsage: purposeNames(certificate),
    isAuthority: certificate.basicConstraints?.isCa === true,
    key: keyOf(certificate),
    sha256: fingerprint(raw),
    pem: encodePem('CERTIFICATE', raw),
  }
}

/** All certificates of a PEM text, in order; none if unreadable. */
export const decodedCertificates = (pem: Buffer | string): DecodedCertificate[] =>
  certificatesIn(pem).map(decodedCertificate)
