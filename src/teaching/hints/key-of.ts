import { createHash } from 'node:crypto'
import {
  type CertificateSigningRequest,
  KUBE_APISERVER_CLIENT_SIGNER,
} from '../../apis/certificates.ts'
import { type Certificate, parseCertificatesPem } from '../../ca/certificate.ts'
import { type CertificateRequest, parseRequest, requestProblem } from '../../ca/request.ts'
import { ifReadable } from '../../ca/errors.ts'

/** none if unreadable */
export const certificatesIn = (pem: Buffer | string): Certificate[] =>
  ifReadable(() => parseCertificatesPem(pem)) ?? []

/** Returns milliseconds since the epoch; undefined: no readable certificate. */
export const certificateEnds = ({
  status: { certificate = '' },
}: CertificateSigningRequest): number | undefined =>
  certificate === '' ? undefined : certificatesIn(Buffer.from(certificate, 'base64'))[0]?.notAfter

/** First 16 hex digits of the SHA-256 of a SubjectPublicKeyInfo. */
export const keyFingerprint = (spki: Buffer): string =>
  createHash('sha256').update(spki).digest('hex').slice(0, 16)

/** `RSA 2048`, `P-256` */
export const keyText = ({ algorithm, bits, curve }: CertificateRequest['publicKey']): string =>
  curve ?? (algorithm === 'RSA' ? `RSA ${bits}` : (algorithm ?? 'unknown'))

/** `CN=john, O=developers` */
export const nameText = ({ commonName, organizations }: CertificateRequest['subject']): string =>
  [
    ...(commonName === '' ? [] : [`CN=${commonName}`]),
    ...organizations.map((name) => `O=${name}`),
  ].join(', ') || 'an empty subject'

/** undefined if unreadable */
export const requestIn = ({ spec }: CertificateSigningRequest): CertificateRequest | undefined =>
  ifReadable(() => parseRequest(spec.request ?? ''))

/** undefined if the API would reject the request */
export const validRequestIn = (csr: CertificateSigningRequest): CertificateRequest | undefined =>
  requestProblem(csr.spec.request ?? '') === undefined ? requestIn(csr) : undefined

/** undefined if unreadable, or if the signer is not the client signer */
export const clientRequestIn = (csr: CertificateSigningRequest): CertificateRequest | undefined =>
  csr.spec.signerName === KUBE_APISERVER_CLIENT_SIGNER ? requestIn(csr) : undefined
