/*
 * Reads requests as Go does. `Pkcs10CertificateRequest` of `@peculiar/x509` accepts BER, trailing
 * data, duplicate extensions and points off the curve, and reads only the first extension list.
 */
import {
  bitStringField,
  cursor,
  elements,
  expectEnd,
  field,
  int64,
  oidField,
  optionalBooleanField,
  rawField,
} from './asn1.ts'
import { contextTag, type Element, TAG } from './der.ts'
import { oid } from './der-writer.ts'
import { ifReadable, X509Error } from './errors.ts'
import type { Extension } from './extension.ts'
import type { DistinguishedName } from './name.ts'
import { OID } from './oid.ts'
import { decodePem } from './pem.ts'
import { publicKeyInfoField } from './pkix-key.ts'
import { parsePublicKey, type PublicKey } from './public-key.ts'
import { parseRequestName } from './request-name.ts'
import { noNames, parseSubjectAltName, type SubjectAlternativeNames } from './sans.ts'
import { algorithmField, signatureAlgorithm, signatureProblem, type Signed } from './signature.ts'

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

const EXTENSION_REQUEST = oid(OID.extensionRequest)

const parseExtension = (element: Element): Extension => {
  const at = cursor(element.content)
  const id = oidField(at)
  const critical = optionalBooleanField(at)
  return { id, critical, value: field(at, TAG.octetString).content }
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
  const at = cursor(attribute.content)
  return ifReadable(() => {
    oidField(at)
    return elements(field(at, TAG.set).content)[0]
  })
}

const parseExtensions = (attributes: readonly Element[]): Extension[] => {
  const extensions: Extension[] = []
  const seen = new Set<string>()
  for (const attribute of attributes) {
    const list = requestedExtensions(attribute)
    if (!list) continue
    const { content } = field(cursor(list.full), TAG.sequence)
    for (const extension of elements(content, TAG.sequence).map(parseExtension)) {
      if (seen.has(extension.id)) {
        throw new X509Error('x509: certificate request contains duplicate requested extensions')
      }
      seen.add(extension.id)
      extensions.push(extension)
    }
  }
  return extensions
}

/**
 * Reads a request like Go's `x509.ParseCertificateRequest`, in linear time.
 *
 * @throws X509Error with Go's text
 */
export const parseCertificateRequest = (der: Buffer): CertificateRequest => {
  const outer = cursor(der)
  const whole = field(outer, TAG.sequence, 'certificateRequest')
  const parts = cursor(whole.content)

  const info = field(parts, TAG.sequence, 'tbsCertificateRequest')
  const at = cursor(info.content)
  const version = int64(field(at, TAG.integer, 'int').content)
  const rawSubject = rawField(at).full
  const keyInfo = publicKeyInfoField(at)
  const attributes = elements(field(at, contextTag(0, true)).content)

  const algorithm = algorithmField(parts)
  const signature = bitStringField(parts)
  expectEnd(outer)

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
