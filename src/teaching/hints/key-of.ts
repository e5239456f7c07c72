import { createHash } from 'node:crypto'
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { CertificateRequest } from '../../ca/csr.ts'
import { X509Error } from '../../ca/errors.ts'
import { parseRequest } from '../../ca/parsed-request.ts'

/** The first bytes of the SHA-256 of a SubjectPublicKeyInfo: enough for people to compare. */
export const keyFingerprint = (spki: Buffer): string =>
  createHash('sha256').update(spki).digest('hex').slice(0, 16)

/** The request inside an object; undefined when it cannot be read. */
export const requestIn = ({ spec }: CertificateSigningRequest): CertificateRequest | undefined => {
  try {
    return parseRequest(spec.request ?? '')
  } catch (error) {
    if (error instanceof X509Error) return undefined
    throw error
  }
}

/** Which key a request is for, as a fingerprint; undefined when it cannot be read. */
export const keyOf = (of: CertificateSigningRequest | CertificateRequest): string | undefined => {
  const request = 'spec' in of ? requestIn(of) : of
  return request === undefined ? undefined : keyFingerprint(request.publicKey.spki)
}
