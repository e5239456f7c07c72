import { type Certificate, parseCertificatesPem } from '../../ca/certificate.ts'
import { ifReadable } from '../../ca/errors.ts'

/** none if unreadable */
export const certificatesIn = (pem: Buffer | string): Certificate[] =>
  ifReadable(() => parseCertificatesPem(pem)) ?? []
