import { type Certificate, parseCertificatesPem } from '../../ca/certificate.ts'
import { X509Error } from '../../ca/errors.ts'

/** Returns the result of a parser; undefined if it throws X509Error. */
export const ifReadable = <T>(parse: () => T): T | undefined => {
  try {
    return parse()
  } catch (error) {
    if (error instanceof X509Error) return undefined
    throw error
  }
}

/** Returns the certificates of a PEM text; none if unreadable. */
export const certificatesIn = (pem: Buffer | string): Certificate[] =>
  ifReadable(() => parseCertificatesPem(pem)) ?? []
