/** Certificates as the recordings describe them: all that the signer decides, nothing that differs from run to run. */
import { X509Certificate as NodeCertificate } from 'node:crypto'
// oxlint-disable-next-line import/no-unassigned-import -- the library wants it to be there
import 'reflect-metadata'
import { X509Certificate } from '@peculiar/x509'
import type { Json } from './recording.ts'

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** An issued certificate begins a few minutes before it is made; a CA's may have begun at any time. */
const RECENT_MINUTES = 10

/** The standard extensions (2.5.29) in their order. */
const extensionsOf = (der: Buffer): string[] =>
  Array.from(new X509Certificate(der).extensions)
    .filter(({ type }) => type.startsWith('2.5.29.'))
    .map(({ type, critical }) => (critical ? `${type} critical` : type))

const describe = (pem: string): Json => {
  const certificate = new NodeCertificate(pem)
  const from = Date.parse(certificate.validFrom)
  const minutesAgo = Math.round((Date.now() - from) / 60_000)
  const described = {
    subject: certificate.subject,
    issuer: certificate.issuer,
    san: certificate.subjectAltName,
    ca: certificate.ca,
    lifetimeSeconds: Math.round((Date.parse(certificate.validTo) - from) / 1000),
    startedMinutesAgo: minutesAgo > RECENT_MINUTES ? 'long' : minutesAgo,
    extendedKeyUsage: certificate.keyUsage,
    serialBits: certificate.serialNumber.length > 8 ? 'long' : 'short',
    extensions: extensionsOf(certificate.raw),
  }
  // what a certificate does not have is not told
  return Object.fromEntries(Object.entries(described).filter(([, value]) => value !== undefined))
}

/** Describes each certificate of a PEM text. Throws for one that cannot be read. */
export const describeCertificates = (pem: string): Json[] => (pem.match(BLOCK) ?? []).map(describe)
