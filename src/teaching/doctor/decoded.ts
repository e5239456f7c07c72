import { X509Certificate } from 'node:crypto'
import { formatTime } from '../../apimachinery/clock.ts'
import { type Certificate, fingerprint } from '../../ca/certificate.ts'
import { type CertificateRequest, verifyRequestSignature } from '../../ca/request.ts'
import { formatIp, hasNames, type SubjectAlternativeNames } from '../../ca/sans.ts'
import type { DistinguishedName } from '../../ca/name.ts'
import { OID } from '../../ca/oid.ts'
import { encodePem } from '../../ca/pem.ts'
import { KEY_USAGE_BITS } from '../../ca/usages.ts'
import { certificatesIn, keyFingerprint, keyText, nameText } from '../hints/key-of.ts'

export type DecodedRequest = ReturnType<typeof decodedRequest>

export type DecodedCertificate = ReturnType<typeof decodedCertificate>

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

const nameOf = (name: DistinguishedName) => ({
  /** `CN=jane, O=developers` */
  text: nameText(name),
  commonName: name.commonName,
  organizations: name.organizations,
})

const keyOf = ({ publicKey }: CertificateRequest | Certificate) => ({
  /** `RSA 2048`, `P-256` */
  text: keyText(publicKey),
  fingerprint: keyFingerprint(publicKey.spki),
})

const namesOf = ({ dns, email, ip, uri }: SubjectAlternativeNames): string[] => [
  ...dns.map((name) => `DNS:${name}`),
  ...email.map((name) => `email:${name}`),
  ...ip.map((address) => `IP:${formatIp(address)}`),
  ...uri.map((name) => `URI:${name}`),
]

export const decodedRequest = (request: CertificateRequest) => {
  const problem = verifyRequestSignature(request)
  return {
    subject: nameOf(request.subject),
    /** `DNS:example.com`, `IP:192.0.2.7` */
    names: hasNames(request.sans) ? namesOf(request.sans) : [],
    key: keyOf(request),
    ...(problem !== undefined && { signatureProblem: problem }),
  }
}

const decodedCertificate = (certificate: Certificate) => {
  const { raw, subject, issuer, notBefore, notAfter, sans } = certificate
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    /** hexadecimal */
    serialNumber: new X509Certificate(raw).serialNumber,
    /** RFC 3339 */
    notBefore: formatTime(notBefore),
    notAfter: formatTime(notAfter),
    names: namesOf(sans),
    keyUsage: usageNames(certificate),
    extendedKeyUsage: purposeNames(certificate),
    isAuthority: certificate.basicConstraints?.isCa === true,
    key: keyOf(certificate),
    /** hexadecimal, of the certificate */
    sha256: fingerprint(raw),
    pem: encodePem('CERTIFICATE', raw),
  }
}

/** none if unreadable */
export const decodedCertificates = (pem: Buffer | string): DecodedCertificate[] =>
  certificatesIn(pem).map(decodedCertificate)
