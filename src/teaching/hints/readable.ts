import { type Certificate, parseCertificatesPem } from '../../ca/certificate.ts'
import { ifReadable } from '../../ca/errors.ts'

/** Returns the certificates of a PEM text; none if unreadable. */
export const certificatesIn = (pem: Buffer | string): Certificate[] =>
  ifReadable(() => parseCertificatesPem(pem)) ?? []
