import { type Certificate, parseCertificatesPem } from '../../ca/certificate.ts'
import { X509Error } from '../../ca/errors.ts'
import { keyFingerprint, requestIn } from '../hints/key-of.ts'
import { utcTime } from '../hints/time.ts'
import { nameText } from './pem.ts'
import type { TraceFinding, TraceParts } from './trace-step.ts'

const found = (text: string, passed = true): TraceFinding => ({ passed, text })

const about = ({ csr, now, say }: TraceParts, certificate: Certificate): TraceFinding[] => {
  const { notBefore, notAfter, publicKey } = certificate
  const hasExpired = now > notAfter
  const isOfRequest = requestIn(csr)?.publicKey.spki.equals(publicKey.spki) ?? false
  return [
    found(say.subject(nameText(certificate.subject))),
    found(isOfRequest ? say.sameKey(keyFingerprint(publicKey.spki)) : say.otherKey, isOfRequest),
    found(
      say.valid(utcTime(notBefore), utcTime(notAfter), hasExpired ? say.hasExpired : ''),
      !hasExpired,
    ),
  ]
}

export const certificateFindings = (parts: TraceParts): TraceFinding[] => {
  const { certificate = '' } = parts.csr.status
  if (certificate === '') return []
  try {
    return parseCertificatesPem(Buffer.from(certificate, 'base64'))
      .slice(0, 1)
      .flatMap((one) => about(parts, one))
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    return [found(parts.say.unreadable(error.message), false)]
  }
}
