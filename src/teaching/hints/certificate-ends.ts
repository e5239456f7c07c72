import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import { parseCertificatesPem } from '../../ca/certificate.ts'
import { X509Error } from '../../ca/errors.ts'

/** End of the certificate that was issued, milliseconds since the epoch; undefined when there is none that can be read. */
export const certificateEnds = ({ status }: CertificateSigningRequest): number | undefined => {
  if ((status.certificate ?? '') === '') return undefined
  try {
    return parseCertificatesPem(Buffer.from(status.certificate!, 'base64'))[0]?.notAfter
  } catch (error) {
    if (error instanceof X509Error) return undefined
    throw error
  }
}
