import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import { type Certificate, parseCertificatesPem } from '../../ca/certificate.ts'
import { ifReadable } from '../../ca/errors.ts'

/** none if unreadable */
export const certificatesIn = (pem: Buffer | string): Certificate[] =>
  ifReadable(() => parseCertificatesPem(pem)) ?? []

/** Returns milliseconds since the epoch; undefined: no readable certificate. */
export const certificateEnds = ({
  status: { certificate = '' },
}: CertificateSigningRequest): number | undefined =>
  certificate === '' ? undefined : certificatesIn(Buffer.from(certificate, 'base64'))[0]?.notAfter
