/** Describes certificates for recordings, without values that vary between runs. */
import { X509Certificate as NodeCertificate } from 'node:crypto'
// oxlint-disable-next-line import/no-unassigned-import -- the library needs it loaded
import 'reflect-metadata'
import { X509Certificate } from '@peculiar/x509'
import type { Json } from './recording.ts'

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Maximum age of an issued certificate, in minutes; a CA certificate may be older. */
const RECENT_MINUTES = 10

/** Returns the standard extensions (2.5.29) in their order. */
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
  // absent extensions are omitted
  return Object.fromEntries(Object.entries(described).filter(([, value]) => value !== undefined))
}

export const describeCertificates = (pem: string): Json[] => (pem.match(BLOCK) ?? []).map(describe)
