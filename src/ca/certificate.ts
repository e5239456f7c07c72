/*
 * Reads certificates as Go does. `X509Certificate` of `@peculiar/x509` accepts BER, trailing data,
 * negative serial numbers, duplicate extensions and impossible dates.
 */
import { createHash } from 'node:crypto'
import { goQuote } from '../apimachinery/text/quote.ts'
import { readExtensions, type CertificateExtensions } from './certificate-extensions.ts'
import { parseCertificateName } from './certificate-name.ts'
import { contextTag, DerReader, type Element, rightAlign, TAG } from './der.ts'
import { fail, readOr } from './errors.ts'
import type { Extension } from './extension.ts'
import type { DistinguishedName } from './name.ts'
import { decodePemBlocks } from './pem.ts'
import { type AlgorithmIdentifier, parsePublicKey, type PublicKey } from './public-key.ts'
import { signatureAlgorithm, signatureProblem, type Signed } from './signature.ts'
import { parseTime } from './time.ts'

/** X.509 certificate, read but not verified. */
export interface Certificate extends CertificateExtensions, Signed {
  raw: Buffer
  rawIssuer: Buffer
  rawSubject: Buffer
  version: number
  /** big-endian; a leading zero byte stays */
  serialNumber: Buffer
  issuer: DistinguishedName
  subject: DistinguishedName
  /** milliseconds since the epoch */
  notBefore: number
  /** milliseconds since the epoch */
  notAfter: number
  publicKey: PublicKey
  extensions: Extension[]
}

const VERSION = contextTag(0, true)
const EXTENSIONS = contextTag(3, true)

const parseVersion = (info: DerReader): number => {
  if (!info.at(VERSION)) return 1
  const inner = info.inside(VERSION)
  const version = inner?.int64()
  if (version === undefined || !inner?.empty || version < 0n) return fail('malformed version')
  return version > 2n ? fail('invalid version') : Number(version) + 1
}

const parseAlgorithm = (content: Buffer): AlgorithmIdentifier => {
  const reader = new DerReader(content)
  const algorithm = reader.oid() ?? fail('malformed OID')
  if (reader.empty) return { algorithm, parameters: Buffer.alloc(0) }
  return { algorithm, parameters: reader.any()?.full ?? fail('malformed parameters') }
}

const readTime = (reader: DerReader): number => {
  const [kind, tag] = reader.at(TAG.utcTime)
    ? ['UTCTime', TAG.utcTime]
    : reader.at(TAG.generalizedTime)
      ? ['GeneralizedTime', TAG.generalizedTime]
      : fail('unsupported time format')
  const content = reader.content(tag)
  return (content && parseTime(tag, content)) ?? fail(`malformed ${kind}`)
}

const readPublicKey = ({ content, full }: Element): PublicKey => {
  const reader = new DerReader(content)
  const algorithm = parseAlgorithm(
    reader.content(TAG.sequence) ?? fail('malformed public key algorithm identifier'),
  )
  const bits = reader.bitString() ?? fail('malformed subjectPublicKey')
  return parsePublicKey({ ...algorithm, key: rightAlign(bits), spki: full })
}

const readExtension = (list: DerReader): Extension => {
  const reader = list.inside(TAG.sequence) ?? fail('malformed extension')
  const id = reader.oid() ?? fail('malformed extension OID field')
  const critical = reader.at(TAG.boolean)
    ? (reader.boolean() ?? fail('malformed extension critical field'))
    : false
  return {
    id,
    critical,
    value: reader.content(TAG.octetString) ?? fail('malformed extension value field'),
  }
}

const readExtensionList = (info: DerReader): Extension[] => {
  if (!info.at(EXTENSIONS)) return []
  const list = info.inside(EXTENSIONS)?.inside(TAG.sequence) ?? fail('malformed extensions')
  const extensions: Extension[] = []
  const seen = new Set<string>()
  while (!list.empty) {
    const extension = readExtension(list)
    if (seen.has(extension.id))
      fail(`certificate contains duplicate extension with OID ${goQuote(extension.id)}`)
    seen.add(extension.id)
    extensions.push(extension)
  }
  return extensions
}

const skipUniqueIds = (info: DerReader): void => {
  if (info.at(contextTag(1)) && !info.any()) fail('malformed issuerUniqueID')
  if (info.at(contextTag(2)) && !info.any()) fail('malformed subjectUniqueID')
}

/** Checks the parts in Go's order. */
const readCertificate = (row: DerReader): Certificate => {
  const whole = row.element(TAG.sequence) ?? fail('malformed certificate')
  const outer = new DerReader(whole.content)
  const infoElement = outer.element(TAG.sequence) ?? fail('malformed tbs certificate')
  const info = new DerReader(infoElement.content)

  const version = parseVersion(info)
  const serialNumber = info.integer() ?? fail('malformed serial number')
  if (serialNumber[0]! & 0x80) fail('negative serial number')
  const innerAlgorithm =
    info.content(TAG.sequence) ?? fail('malformed signature algorithm identifier')
  const outerAlgorithm = outer.content(TAG.sequence) ?? fail('malformed algorithm identifier')
  if (!innerAlgorithm.equals(outerAlgorithm))
    fail("inner and outer signature algorithm identifiers don't match")
  const algorithm = parseAlgorithm(innerAlgorithm)

  const rawIssuer = info.element(TAG.sequence)?.full ?? fail('malformed issuer')
  const issuer = parseCertificateName(rawIssuer)
  const validity = info.inside(TAG.sequence) ?? fail('malformed validity')
  const notBefore = readTime(validity)
  const notAfter = readTime(validity)
  const rawSubject = info.element(TAG.sequence)?.full ?? fail('malformed issuer')
  const subject = parseCertificateName(rawSubject)
  const publicKey = readPublicKey(info.element(TAG.sequence) ?? fail('malformed spki'))

  if (version > 1) skipUniqueIds(info)
  const extensions = version === 3 ? readExtensionList(info) : []
  const read = readExtensions(extensions)
  const signature = outer.bitString() ?? fail('malformed signature')
  return {
    raw: whole.full,
    rawInfo: infoElement.full,
    rawIssuer,
    rawSubject,
    version,
    serialNumber,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKey,
    signatureAlgorithm: signatureAlgorithm(algorithm),
    signature: rightAlign(signature),
    extensions,
    ...read,
  }
}

/** Go's `x509.ParseCertificate`. Throws X509Error with Go's text. */
export const parseCertificate = (der: Buffer): Certificate => {
  const row = new DerReader(der)
  const certificate = readCertificate(row)
  if (!row.empty) fail('trailing data')
  return certificate
}

/** Go's `x509.ParseCertificates`. Throws X509Error with Go's text. */
export const parseCertificates = (der: Buffer): Certificate[] => {
  const row = new DerReader(der)
  const certificates: Certificate[] = []
  while (!row.empty) certificates.push(readCertificate(row))
  return certificates
}

/** Ignores blocks other than CERTIFICATE. Throws X509Error with Go's text. */
export const parseCertificatesPem = (pem: Buffer | string): Certificate[] =>
  decodePemBlocks(pem)
    .filter(({ type }) => type === 'CERTIFICATE')
    .flatMap(({ der }) => parseCertificates(der))

export const isSignedBy = (certificate: Certificate, issuer: Certificate): boolean =>
  certificate.rawIssuer.equals(issuer.rawSubject) &&
  signatureProblem(certificate, issuer.publicKey) === undefined

export const fingerprint = (der: Buffer): string => createHash('sha256').update(der).digest('hex')

/**
 * Validates `status.certificate`.
 *
 * @returns the text for the validation error, undefined if valid
 */
export const certificateBundleProblem = (bytes: Buffer): string | undefined => {
  const blocks = decodePemBlocks(bytes)
  if (blocks.length === 0) return 'must contain at least one CERTIFICATE PEM block'
  for (const { type, hasHeaders, der } of blocks) {
    if (type !== 'CERTIFICATE')
      return `only CERTIFICATE PEM blocks are allowed, found ${goQuote(type)}`
    if (hasHeaders) return 'no PEM block headers are permitted'
    const count = readOr(
      () => parseCertificates(der).length,
      (problem) => problem,
    )
    if (count === 0) return 'found CERTIFICATE PEM block containing 0 certificates'
    if (typeof count === 'string') return count
  }
  return undefined
}
