/** What the two metrics about durations count (`pkg/registry/certificates/certificates/storage/metrics.go`). */
import type { CertificateSigningRequest } from '../../../api/kinds/certificates.ts'
import { parseCertificatesPem } from '../../../ca/certificate.ts'
import { X509Error } from '../../../ca/errors.ts'

export interface DurationObservation {
  /** counts in `apiserver_certificates_registry_csr_requested_duration_total` */
  readonly requested: true
  /** counts in `apiserver_certificates_registry_csr_honored_duration_total` too */
  readonly honored: boolean
  /** the label: a signer of `kubernetes.io/` by its name, all others as `other` */
  readonly signerName: string
}

export type ObserveDuration = (observation: DurationObservation) => void

/** How far a short-lived certificate is backdated, which nobody asked for. */
const BACKDATE_SECONDS = 300

/** Whether a certificate is valid for about as long as was asked for, in seconds. */
const isHonored = (requested: number, certificate: string): boolean => {
  try {
    const [first] = parseCertificatesPem(Buffer.from(certificate, 'base64'))
    if (first === undefined) return false
    const granted = (first.notAfter - first.notBefore) / 1000
    return Math.abs(requested - granted) < BACKDATE_SECONDS + requested / 20
  } catch (error) {
    if (error instanceof X509Error) return false
    throw error
  }
}

/** What an update counts for, or undefined when it did not bring the certificate to a request for a duration. */
export const observedDuration = (
  { spec, status }: CertificateSigningRequest,
  old: CertificateSigningRequest,
): DurationObservation | undefined => {
  const { expirationSeconds, signerName } = spec
  const { certificate = '' } = status
  if (certificate === '' || (old.status.certificate ?? '') !== '') return undefined
  if (expirationSeconds === undefined) return undefined
  return {
    requested: true,
    honored: isHonored(expirationSeconds, certificate),
    signerName: signerName.startsWith('kubernetes.io/') ? signerName : 'other',
  }
}
