/** A certificate field by field. Pure. */
import { X509Certificate } from 'node:crypto'
import type { CertificateSigningRequest } from '../api/kinds/certificates.ts'
import { type Certificate, fingerprint, parseCertificatesPem } from '../ca/certificate.ts'
import { X509Error } from '../ca/errors.ts'
import { keyFingerprint, requestIn } from '../hints/key-of.ts'
import { moment } from '../hints/time.ts'
import { purposeNames, usageNames } from './decoded.ts'
import { nameText } from './pem.ts'
import type { TraceStep } from './trace-step.ts'

type CSR = CertificateSigningRequest

const listed = (names: readonly string[]): string => names.join(', ') || 'none'

const fields = (csr: CSR, certificate: Certificate, now: number): TraceStep[] => {
  const step = (text: string, passed = true): TraceStep => ({ stage: 'certificate', passed, text })
  const { subjectAltName, serialNumber } = new X509Certificate(certificate.raw)
  const request = requestIn(csr)
  const same = request?.publicKey.spki.equals(certificate.publicKey.spki) ?? false
  const { notBefore, notAfter } = certificate
  return [
    step(`serial number ${serialNumber}, SHA-256 ${fingerprint(certificate.raw)}.`),
    step(`issuer ${nameText(certificate.issuer)}.`),
    step(`subject ${nameText(certificate.subject)}: the user and the groups that log in.`),
    step(
      same
        ? `for the key of the request, ${keyFingerprint(certificate.publicKey.spki)}.`
        : 'for another key than that of the request.',
      same,
    ),
    step(
      `valid from ${moment(notBefore)} until ${moment(notAfter)}${now > notAfter ? ': it has expired' : ''}.`,
      now <= notAfter,
    ),
    step(
      `key usage ${listed(usageNames(certificate))}; extended ${listed(purposeNames(certificate))}.`,
    ),
    step(`names ${subjectAltName ?? 'none'}.`),
  ]
}

export const certificateSteps = (csr: CSR, now: number): TraceStep[] => {
  const { certificate = '' } = csr.status
  if (certificate === '') return []
  try {
    return parseCertificatesPem(Buffer.from(certificate, 'base64'))
      .slice(0, 1)
      .flatMap((one) => fields(csr, one, now))
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    return [{ stage: 'certificate', passed: false, text: `it cannot be read: ${error.message}.` }]
  }
}
