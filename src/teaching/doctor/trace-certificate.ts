import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import { type Certificate, parseCertificatesPem } from '../../ca/certificate.ts'
import { X509Error } from '../../ca/errors.ts'
import { keyFingerprint, requestIn } from '../hints/key-of.ts'
import { moment } from '../hints/time.ts'
import { nameText } from './pem.ts'
import type { TraceStep } from './trace-step.ts'
import type { TraceWords } from '../words/words.ts'

type CSR = CertificateSigningRequest

const step = (text: string, passed = true): TraceStep => ({ stage: 'certificate', passed, text })

const about = (csr: CSR, certificate: Certificate, now: number, say: TraceWords): TraceStep[] => {
  const { notBefore, notAfter, publicKey } = certificate
  const hasExpired = now > notAfter
  const isOfRequest = requestIn(csr)?.publicKey.spki.equals(publicKey.spki) ?? false
  return [
    step(say.subject(nameText(certificate.subject))),
    step(isOfRequest ? say.sameKey(keyFingerprint(publicKey.spki)) : say.otherKey, isOfRequest),
    step(
      say.valid(moment(notBefore), moment(notAfter), hasExpired ? say.hasExpired : ''),
      !hasExpired,
    ),
  ]
}

export const certificateSteps = (csr: CSR, now: number, say: TraceWords): TraceStep[] => {
  const { certificate = '' } = csr.status
  if (certificate === '') return []
  try {
    return parseCertificatesPem(Buffer.from(certificate, 'base64'))
      .slice(0, 1)
      .flatMap((one) => about(csr, one, now, say))
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    return [step(say.unreadable(error.message), false)]
  }
}
