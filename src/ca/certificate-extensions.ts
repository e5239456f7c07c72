import { contextTag, DerReader, TAG } from './der.ts'
import type { Extension } from './extension.ts'
import { fail } from './errors.ts'
import { eachSequence, inside } from './der-sequence.ts'
import { type NameConstraints, parseNameConstraints } from './name-constraints.ts'
import { OID } from './oid.ts'
import {
  certificatePolicies,
  inhibitAnyPolicy,
  noPolicies,
  policyConstraints,
  type PolicyExtensions,
  policyMappings,
} from './policy-extensions.ts'
import { hasNames, noNames, parseSubjectAltName, type SubjectAlternativeNames } from './sans.ts'

export interface CertificateExtensions extends PolicyExtensions {
  /** bits of `KEY_USAGE_BITS` */
  keyUsage: number
  extKeyUsage: string[] | undefined
  basicConstraints: { isCa: boolean; maxPathLength: number | undefined } | undefined
  subjectKeyIdentifier: Buffer | undefined
  authorityKeyIdentifier: Buffer | undefined
  sans: SubjectAlternativeNames
  nameConstraints: NameConstraints | undefined
  /** OIDs of critical extensions that Go does not process; if there are any, verification fails */
  unhandledCritical: string[]
}

const keyUsage = (value: Buffer): number => {
  const bits = new DerReader(value).bitString() ?? fail('invalid key usage')
  let usage = 0
  for (let bit = 0; bit < 9; bit++) {
    if ((bits.bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) usage |= 1 << bit
  }
  return usage
}

const basicConstraints = (value: Buffer): CertificateExtensions['basicConstraints'] => {
  const invalid = 'invalid basic constraints'
  const reader = inside(value, invalid)
  const isCa = reader.at(TAG.boolean) ? (reader.boolean() ?? fail(invalid)) : false
  if (!reader.at(TAG.integer)) return { isCa, maxPathLength: undefined }
  const length = reader.int64() ?? fail(invalid)
  // Go 1.24 ignores a negative length
  return { isCa, maxPathLength: length < 0n ? undefined : Number(length) }
}

const extKeyUsage = (value: Buffer): string[] => {
  const reader = inside(value, 'invalid extended key usages')
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
  const reader = inside(value, 'invalid authority key identifier')
  if (!reader.at(contextTag(0))) return undefined
  return reader.content(contextTag(0)) ?? fail('invalid authority key identifier')
}

const checkDistributionPoints = (value: Buffer): void => {
  const invalid = 'invalid CRL distribution point'
  const check = (point: DerReader): void => {
    if (!point.at(contextTag(0, true))) return
    const name = point.inside(contextTag(0, true)) ?? fail(invalid)
    const full = name.inside(contextTag(0, true)) ?? fail(invalid)
    while (full.at(contextTag(6))) if (!full.any()) fail(invalid)
  }
  eachSequence(value, invalid, check, `${invalid}s`)
}

const checkAuthorityInfoAccess = ({ critical, value }: Extension): void => {
  if (critical) fail('authority info access incorrectly marked critical')
  const invalid = 'invalid authority info access'
  eachSequence(value, invalid, (access) => {
    if (access.oid() === undefined) fail(invalid)
    if (access.at(contextTag(6)) && !access.any()) fail(invalid)
  })
}

/** @throws X509Error with the text of Go's `crypto/x509` */
export const readExtensions = (extensions: readonly Extension[]): CertificateExtensions => {
  const read: CertificateExtensions = {
    keyUsage: 0,
    extKeyUsage: undefined,
    basicConstraints: undefined,
    subjectKeyIdentifier: undefined,
    authorityKeyIdentifier: undefined,
    sans: noNames(),
    nameConstraints: undefined,
    ...noPolicies(),
    unhandledCritical: [],
  }
  for (const extension of extensions) {
    if (!readExtension(extension, read) && extension.critical)
      read.unhandledCritical.push(extension.id)
  }
  return read
}

/** Returns whether Go counts the extension as processed. */
const readExtension = (extension: Extension, read: CertificateExtensions): boolean => {
  const { id, value } = extension
  switch (id) {
    case OID.keyUsage:
      read.keyUsage = keyUsage(value)
      return true
    case OID.basicConstraints:
      read.basicConstraints = basicConstraints(value)
      return true
    case OID.subjectAltName:
      read.sans = parseSubjectAltName(value)
      return hasNames(read.sans)
    case OID.nameConstraints: {
      const { constraints, known } = parseNameConstraints(value)
      read.nameConstraints = constraints
      return known
    }
    case OID.crlDistributionPoints:
      checkDistributionPoints(value)
      return true
    case OID.authorityKeyIdentifier:
      read.authorityKeyIdentifier = authorityKeyIdentifier(extension)
      return true
    case OID.policyConstraints:
      Object.assign(read, policyConstraints(value))
      return true
    case OID.extKeyUsage:
      read.extKeyUsage = extKeyUsage(value)
      return true
    case OID.subjectKeyIdentifier:
      read.subjectKeyIdentifier = subjectKeyIdentifier(extension)
      return true
    case OID.certificatePolicies:
      read.policies = certificatePolicies(value)
      return true
    case OID.policyMappings:
      read.policyMappings = policyMappings(value)
      return true
    case OID.inhibitAnyPolicy:
      read.inhibitAnyPolicy = inhibitAnyPolicy(value)
      return true
    case OID.authorityInfoAccess:
      checkAuthorityInfoAccess(extension)
      return true
    default:
      return false
  }
}
