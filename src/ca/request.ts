/*
 * Reads requests as Go does. `Pkcs10CertificateRequest` of `@peculiar/x509` accepts BER, trailing
 * data, duplicate extensions and points off the curve, and reads only the first extension list.
 */
import type { Extension } from './certificate.ts'
import { contextTag, DerReader, type Element, int64Of, TAG } from './der/read.ts'
import { oid } from './der/write.ts'
import { ifReadable, readOr, X509Error } from './errors.ts'
import { type DistinguishedName, parseRequestName } from './name.ts'
import { OID } from './oid.ts'
import { decodePem } from './pem.ts'
import { algorithmField, parsePublicKey, type PublicKey, publicKeyInfoField } from './public-key.ts'
import { noNames, parseSubjectAltName, type SubjectAlternativeNames } from './sans.ts'
import { signatureAlgorithm, signatureProblem, type Signed } from './signature.ts'

/** PKCS #10 request (RFC 2986), read but not verified. */
export interface CertificateRequest extends Signed {
  raw: Buffer
  version: bigint
  subject: DistinguishedName
  publicKey: PublicKey
  /** all requested, in order */
  extensions: Extension[]
  sans: SubjectAlternativeNames
}

/**
 * Reads a request like Go's `x509.ParseCertificateRequest`, in linear time.
 *
 * @throws X509Error with Go's text
 */
export const parseCertificateRequest = (der: Buffer): CertificateRequest => {
  const outer = new DerReader(der)
  const whole = outer.field(TAG.sequence, 'certificateRequest')
  const parts = new DerReader(whole.content)

  const info = parts.field(TAG.sequence, 'tbsCertificateRequest')
  const reader = new DerReader(info.content)
  const version = int64Of(reader.field(TAG.integer, 'int').content)
  const rawSubject = reader.rawField().full
  const keyInfo = publicKeyInfoField(reader)
  const attributes = new DerReader(reader.field(contextTag(0, true)).content).elements()

  const algorithm = algorithmField(parts)
  const signature = parts.bitStringField()
  outer.expectEnd()

  const publicKey = parsePublicKey(keyInfo)
  const subject = parseRequestName(rawSubject)
  const extensions = parseExtensions(attributes)
  const san = extensions.find(({ id }) => id === OID.subjectAltName)
  return {
    raw: whole.full,
    rawInfo: info.full,
    version,
    subject,
    publicKey,
    signatureAlgorithm: signatureAlgorithm(algorithm),
    signature,
    extensions,
    sans: san ? parseSubjectAltName(san.value) : noNames(),
  }
}

/**
 * Reads the first block of a PEM text (Kubernetes' `ParseCSR`).
 *
 * @throws X509Error
 */
export const parseCertificateRequestPem = (pem: Buffer | string): CertificateRequest => {
  const block = decodePem(pem)
  if (block?.type !== 'CERTIFICATE REQUEST')
    throw new X509Error('PEM block type must be CERTIFICATE REQUEST')
  return parseCertificateRequest(block.der)
}

const verified = new WeakSet<CertificateRequest>()

/**
 * Go's `CertificateRequest.CheckSignature`. A check takes 30 µs (RSA) to 1.5 ms (P-521), so good
 * results are cached.
 *
 * @returns Go's error text, undefined for a good signature
 */
export const verifyRequestSignature = (request: CertificateRequest): string | undefined => {
  if (verified.has(request)) return undefined
  const allowSha1 = true
  const problem = signatureProblem(request, request.publicKey, allowSha1)
  if (problem === undefined) verified.add(request)
  return problem
}

/* Validation, admission and the controllers all need a request, so parsed requests are cached. */

interface Parsed {
  readonly request?: CertificateRequest
  readonly problem: string | undefined
}

/** maximum characters of base64 in the cache, enough for about 3,000 requests */
const MAX_KEPT = 4 * 1024 * 1024
const MAX_KEPT_LENGTH = 16_384
let kept = 0
const parsed = new Map<string, Parsed>()

/** Removes a request from the cache. Call it once the certificate is issued. */
export const forgetRequest = (base64: string): void => {
  if (parsed.delete(base64)) kept -= base64.length
}

const parse = (base64: string): Parsed =>
  readOr(
    () => {
      const request = parseCertificateRequestPem(Buffer.from(base64, 'base64'))
      return { request, problem: verifyRequestSignature(request) }
    },
    (problem) => ({ problem }),
  )

const parseOnce = (base64: string): Parsed => {
  const known = parsed.get(base64)
  if (known !== undefined) return known
  const fresh = parse(base64)
  if (base64.length > MAX_KEPT_LENGTH) return fresh
  parsed.set(base64, fresh)
  kept += base64.length
  for (const oldest of parsed.keys()) {
    if (kept <= MAX_KEPT) break
    forgetRequest(oldest)
  }
  return fresh
}

/** Returns Go's error for an invalid `spec.request`. */
export const requestProblem = (base64: string): string | undefined => parseOnce(base64).problem

/** Parses `spec.request`, even with an invalid signature. Throws X509Error with Go's text. */
export const parseRequest = (base64: string): CertificateRequest => {
  const { request, problem } = parseOnce(base64)
  if (request === undefined) throw new X509Error(problem ?? 'x509: malformed certificate request')
  return request
}

const EXTENSION_REQUEST = oid(OID.extensionRequest)

const parseExtension = (element: Element): Extension => {
  const reader = new DerReader(element.content)
  const id = reader.oidField()
  const critical = reader.optionalBooleanField()
  return { id, critical, value: reader.field(TAG.octetString).content }
}

/**
 * Returns the extensions of an extensionRequest attribute. Returns undefined for attributes that Go
 * ignores: those of other types, and unreadable ones.
 */
const requestedExtensions = (attribute: Element): Element | undefined => {
  // compare before parsing: a request may hold a million attributes, and throwing is slow
  if (!attribute.content.subarray(0, EXTENSION_REQUEST.length).equals(EXTENSION_REQUEST))
    return undefined
  if (attribute.tag !== TAG.sequence) return undefined
  const reader = new DerReader(attribute.content)
  return ifReadable(() => {
    reader.oidField()
    return new DerReader(reader.field(TAG.set).content).elements()[0]
  })
}

const parseExtensions = (attributes: readonly Element[]): Extension[] => {
  const extensions: Extension[] = []
  const seen = new Set<string>()
  for (const attribute of attributes) {
    const list = requestedExtensions(attribute)
    if (!list) continue
    const { content } = new DerReader(list.full).field(TAG.sequence)
    for (const extension of new DerReader(content).elements(TAG.sequence).map(parseExtension)) {
      if (seen.has(extension.id)) {
        throw new X509Error('x509: certificate request contains duplicate requested extensions')
      }
      seen.add(extension.id)
      extensions.push(extension)
    }
  }
  return extensions
}
