import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import { certificatesIn } from './readable.ts'

/** Returns milliseconds since the epoch; undefined: no readable certificate. */
export const certificateEnds = ({
  status: { certificate = '' },
}: CertificateSigningRequest): number | undefined =>
  certificate === '' ? undefined : certificatesIn(Buffer.from(certificate, 'base64'))[0]?.notAfter
