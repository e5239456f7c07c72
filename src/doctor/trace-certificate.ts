/** A certificate field by field. Pure. */
import { X509Certificate } from 'node:crypto'
import type { CertificateSigningRequest } from '../api/kinds/certificates.ts'
import { type Certificate, fingerprint, parseCertificatesPem } from '../ca/certificate.ts'
import { X509Error } from '../ca/errors.ts'
import { keyFingerprint, requestIn } from '../hints/key-of.ts'
import { purposeNames, usageNames } from './decoded.ts'
import { nameText } from './pem.ts'
import type { TraceStep } from './trace-step.ts'
import type { TraceWords } from './words/en.ts'

type CSR = CertificateSigningRequest

const fields = (csr: CSR, certificate: Certificate, now: number, say: TraceWords): TraceStep[] => {
  const step = (text: string, passed = true): TraceStep => ({ stage: 'certificate', passed, text })
  const { subjectAltName, serialNumber } = new X509Certificate(certificate.raw)
  const request = requestIn(csr)
  const same = request?.publicKey.spki.equals(certificate.publicKey.spki) ?? false
  const { notBefore, notAfter } = certificate
  return [
    step(say.serial(serialNumber, fingerprint(certificate.raw))),
    step(say.issuer(nameText(certificate.issuer))),
    step(say.subject(nameText(certificate.subject))),
    step(same ? say.sameKey(keyFingerprint(certificate.publicKey.spki)) : say.otherKey, same),
    step(say.valid(notBefore, notAfter, now > notAfter), now <= notAfter),
    step(say.keyUsages(usageNames(certificate), purposeNames(certificate))),
    step(say.names(subjectAltName)),
  ]
}

export const certificateSteps = (csr: CSR, now: number, say: TraceWords): TraceStep[] => {
  const { certificate = '' } = csr.status
  if (certificate === '') return []
  try {
    return parseCertificatesPem(Buffer.from(certificate, 'base64'))
      .slice(0, 1)
      .flatMap((one) => fields(csr, one, now, say))
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    return [{ stage: 'certificate', passed: false, text: say.unreadable(error.message) }]
  }
}
