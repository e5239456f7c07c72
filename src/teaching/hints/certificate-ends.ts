import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import { certificatesIn } from './readable.ts'

/** Returns the end of the issued certificate in milliseconds since the epoch, if it can be read. */
export const certificateEnds = ({
  status: { certificate = '' },
}: CertificateSigningRequest): number | undefined =>
  certificate === '' ? undefined : certificatesIn(Buffer.from(certificate, 'base64'))[0]?.notAfter
