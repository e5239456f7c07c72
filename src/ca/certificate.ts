/*
 * Reads certificates as Go does. `X509Certificate` of `@peculiar/x509` accepts BER, trailing data,
 * negative serial numbers, duplicate extensions and impossible dates.
 */
import { createHash } from 'node:crypto'
import { goQuote } from '../apimachinery/text/quote.ts'
import { contextTag, DerReader, type Element, TAG } from './der/read.ts'
import { fail, readOr } from './errors.ts'
import { type DistinguishedName, parseCertificateName } from './name.ts'
import { OID } from './oid.ts'
import { decodePemBlocks } from './pem.ts'
import { type AlgorithmIdentifier, parsePublicKey, type PublicKey } from './public-key.ts'
import { hasNames, noNames, parseSubjectAltName, type SubjectAlternativeNames } from './sans.ts'
import { signatureAlgorithm, signatureProblem, type Signed } from './signature.ts'
import { KEY_USAGE_BITS } from './usages.ts'

export interface Extension {
  id: string
  critical: boolean
  /** contents of the OCTET STRING */
  value: Buffer
}

/** The extensions that csrlab understands. */
interface ReadExtensions {
  /** bits of `KEY_USAGE_BITS` */
  keyUsage: number
  extKeyUsage: string[] | undefined
  basicConstraints: { isCa: boolean; maxPathLength: number | undefined } | undefined
  subjectKeyIdentifier: Buffer | undefined
  authorityKeyIdentifier: Buffer | undefined
  sans: SubjectAlternativeNames
  /** value of a nameConstraints extension */
  nameConstraints: Buffer | undefined
  /** OIDs of extensions that must be processed, but are not: verification fails */
  unhandledCritical: string[]
}

/** X.509 certificate, read but not verified. */
export interface Certificate extends ReadExtensions, Signed {
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

/** Whether a certificate may sign others (RFC 5280, 4.2.1.3 and 4.2.1.9). */
export const mayCertify = ({ basicConstraints, keyUsage }: Certificate): boolean =>
  basicConstraints?.isCa === true &&
  (keyUsage === 0 || (keyUsage & KEY_USAGE_BITS.keyCertSign) !== 0)

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

const VERSION = contextTag(0, true)
const EXTENSIONS = contextTag(3, true)

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
    signature,
    extensions,
    ...read,
  }
}

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

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/

/**
 * Reads a UTCTime or GeneralizedTime in the form of RFC 5280, 4.1.2.5.
 *
 * @returns milliseconds since the epoch, undefined if invalid
 */
export const parseTime = (tag: number, content: Buffer): number | undefined => {
  const form = tag === TAG.utcTime ? UTC_TIME : GENERALIZED_TIME
  const match = form.exec(content.toString('latin1'))
  if (!match) return undefined
  const [, year = '', month, day, hour, minute, second] = match
  const century = year.length === 4 ? '' : year < '50' ? '20' : '19'
  const text = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const ms = Date.parse(text)
  // JavaScript also reads 30 February and 24:00
  return Number.isNaN(ms) || new Date(ms).toISOString() !== text ? undefined : ms
}

const readPublicKey = ({ content, full }: Element): PublicKey => {
  const reader = new DerReader(content)
  const algorithm = parseAlgorithm(
    reader.content(TAG.sequence) ?? fail('malformed public key algorithm identifier'),
  )
  const bits = reader.bitString() ?? fail('malformed subjectPublicKey')
  return parsePublicKey({ ...algorithm, key: bits, spki: full })
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

/** @throws X509Error with the text of Go's `crypto/x509` */
const readExtensions = (extensions: readonly Extension[]): ReadExtensions => {
  const read: ReadExtensions = {
    keyUsage: 0,
    extKeyUsage: undefined,
    basicConstraints: undefined,
    subjectKeyIdentifier: undefined,
    authorityKeyIdentifier: undefined,
    sans: noNames(),
    nameConstraints: undefined,
    unhandledCritical: [],
  }
  for (const extension of extensions) {
    if (!readExtensionInto(read, extension)) read.unhandledCritical.push(extension.id)
  }
  return read
}

/** Returns false if the extension must be processed, but is not. */
const readExtensionInto = (read: ReadExtensions, extension: Extension): boolean => {
  const { id, critical, value } = extension
  switch (id) {
    case OID.keyUsage:
      read.keyUsage = keyUsage(value)
      return true
    case OID.basicConstraints:
      read.basicConstraints = basicConstraints(value)
      return true
    case OID.subjectAltName:
      read.sans = parseSubjectAltName(value)
      return hasNames(read.sans) || !critical
    case OID.nameConstraints:
      read.nameConstraints = value
      return true
    case OID.authorityKeyIdentifier:
      read.authorityKeyIdentifier = authorityKeyIdentifier(extension)
      return true
    case OID.extKeyUsage:
      read.extKeyUsage = extKeyUsage(value)
      return true
    case OID.subjectKeyIdentifier:
      read.subjectKeyIdentifier = subjectKeyIdentifier(extension)
      return true
    // the API server requires no policy and reads no revocation lists
    case OID.certificatePolicies:
    case OID.crlDistributionPoints:
      return true
    // a CA may require policies of the certificates below it, and always means that
    case OID.policyConstraints:
      return false
    default:
      return !critical
  }
}

const keyUsage = (value: Buffer): number => {
  const bits = new DerReader(value).bitString() ?? fail('invalid key usage')
  let usage = 0
  for (let bit = 0; bit < 9; bit++) {
    if ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) usage |= 1 << bit
  }
  return usage
}

const basicConstraints = (value: Buffer): ReadExtensions['basicConstraints'] => {
  const invalid = 'invalid basic constraints'
  const reader = new DerReader(value).inside(TAG.sequence) ?? fail(invalid)
  const isCa = reader.at(TAG.boolean) ? (reader.boolean() ?? fail(invalid)) : false
  if (!reader.at(TAG.integer)) return { isCa, maxPathLength: undefined }
  const length = reader.int64() ?? fail(invalid)
  // Go 1.24 ignores a negative length
  return { isCa, maxPathLength: length < 0n ? undefined : Number(length) }
}

const extKeyUsage = (value: Buffer): string[] => {
  const reader = new DerReader(value).inside(TAG.sequence) ?? fail('invalid extended key usages')
  const purposes: string[] = []
  while (!reader.empty) purposes.push(reader.oid() ?? fail('invalid extended key usages'))
  return purposes
}

const subjectKeyIdentifier = ({ critical, value }: Extension): Buffer => {
  if (critical) fail('subject key identifier incorrectly marked critical')
  return new DerReader(value).content(TAG.octetString) ?? fail('invalid subject key identifier')
}

const authorityKeyIdentifier = ({ critical, value }: Extension): Buffer | undefined => {
  if (critical) fail('authority key identifier incorrectly marked critical')
  const reader =
    new DerReader(value).inside(TAG.sequence) ?? fail('invalid authority key identifier')
  if (!reader.at(contextTag(0))) return undefined
  return reader.content(contextTag(0)) ?? fail('invalid authority key identifier')
}
