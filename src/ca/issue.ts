import { sign, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import {
  contextTag,
  NULL,
  oid,
  sequence,
  TAG,
  tlv,
  tlvOf,
  unsignedInteger,
  wholeBitString,
} from './der.ts'
import { OID } from './oid.ts'
import type { Validity } from './policy.ts'
import { encodeSubjectAltName, hasNames, type SubjectAlternativeNames } from './sans.ts'
import { encodeTime } from './time.ts'
import { encodeExtKeyUsage, encodeKeyUsage, type KeyPurposes } from './usages.ts'

/** Who signs: the CA's key, and the pieces of DER that all its certificates share. */
export interface Issuer {
  key: KeyObject
  /** DER of the CA's subject */
  rawSubject: Buffer
  /** digest as node:crypto names it; undefined for Ed25519 */
  hash: string | undefined
  /** DER of the signature's AlgorithmIdentifier */
  algorithm: Buffer
  /**
   * signs at once rather than on a thread of the pool: handing over costs 35 µs of processor time, more than a signature with P-256
   * (28 µs) or Ed25519, and without it the CA issues 1.6 times as much
   */
  atOnce: boolean
  /** DER of the authorityKeyIdentifier extension; empty when the CA has no key identifier */
  authorityKeyIdentifier: Buffer
}

/** What every certificate says. */
export interface CertificateFields extends Validity {
  /** DER of the subject */
  subject: Buffer
  /** DER of the SubjectPublicKeyInfo */
  spki: Buffer
  /** the serial number, big-endian and unsigned */
  serial: Buffer
}

/** What is to be certified. */
export interface CertificateTemplate extends CertificateFields, KeyPurposes {
  sans: SubjectAlternativeNames
}

const signAsync = promisify(sign)

const ECDSA = {
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
} as const

/** Digests by the names that OpenSSL has for the curves. */
const HASH_BY_CURVE = new Map<string | undefined, keyof typeof ECDSA>([
  ['secp224r1', 'sha256'],
  ['prime256v1', 'sha256'],
  ['secp384r1', 'sha384'],
  ['secp521r1', 'sha512'],
])

/**
 * The signature algorithm that Go takes for a CA's key.
 *
 * @returns undefined for a key that cannot sign certificates
 */
const algorithmFor = (
  key: KeyObject,
): Pick<Issuer, 'hash' | 'algorithm' | 'atOnce'> | undefined => {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      // Go signs with no shorter key
      if (key.asymmetricKeyDetails!.modulusLength! < 1024) return undefined
      return {
        hash: 'sha256',
        algorithm: sequence(oid('1.2.840.113549.1.1.11'), NULL),
        atOnce: false,
      }
    case 'ed25519':
      return { hash: undefined, algorithm: sequence(oid(OID.ed25519)), atOnce: true }
    case 'ec': {
      const { namedCurve } = key.asymmetricKeyDetails!
      const hash = HASH_BY_CURVE.get(namedCurve)
      return (
        hash && {
          hash,
          algorithm: sequence(oid(ECDSA[hash])),
          atOnce: namedCurve === 'prime256v1',
        }
      )
    }
    default:
      return undefined
  }
}

const TRUE = Buffer.of(TAG.boolean, 1, 0xff)

/** DER of one extension. */
export const extension = (id: Buffer, critical: boolean, value: Buffer): Buffer =>
  critical
    ? sequence(id, TRUE, tlv(TAG.octetString, value))
    : sequence(id, tlv(TAG.octetString, value))

const VERSION_3 = tlv(contextTag(0, true), Buffer.of(TAG.integer, 1, 2))
const KEY_USAGE = oid(OID.keyUsage)
const EXT_KEY_USAGE = oid(OID.extKeyUsage)
const SUBJECT_ALT_NAME = oid(OID.subjectAltName)
const NOT_A_CA = extension(oid(OID.basicConstraints), true, sequence())

/**
 * Prepares a CA's key for signing.
 *
 * @param subjectKeyIdentifier that of the CA's certificate, if it has one
 * @returns undefined for a kind of key that cannot sign certificates
 */
export const createIssuer = (
  key: KeyObject,
  rawSubject: Buffer,
  subjectKeyIdentifier: Buffer | undefined,
): Issuer | undefined => {
  const algorithm = algorithmFor(key)
  if (!algorithm) return undefined
  const authorityKeyIdentifier = subjectKeyIdentifier?.length
    ? extension(
        oid(OID.authorityKeyIdentifier),
        false,
        sequence(tlv(contextTag(0), subjectKeyIdentifier)),
      )
    : Buffer.alloc(0)
  return { key, rawSubject, ...algorithm, authorityKeyIdentifier }
}

/** Extensions in the order of Go's `x509.CreateCertificate`; leaves carry no subjectKeyIdentifier. */
const extensions = (
  issuer: Issuer,
  { keyUsage, extKeyUsage, sans, subject }: CertificateTemplate,
): Buffer[] => {
  const isEmptySubject = subject.length === 2
  const list: Buffer[] = []
  if (keyUsage !== 0) list.push(extension(KEY_USAGE, true, encodeKeyUsage(keyUsage)))
  if (extKeyUsage.length > 0)
    list.push(extension(EXT_KEY_USAGE, false, encodeExtKeyUsage(extKeyUsage)))
  list.push(NOT_A_CA)
  if (!subject.equals(issuer.rawSubject)) list.push(issuer.authorityKeyIdentifier)
  if (hasNames(sans))
    list.push(extension(SUBJECT_ALT_NAME, isEmptySubject, encodeSubjectAltName(sans)))
  return list
}

/**
 * Puts a certificate together and signs it, where that takes long on a thread of the pool.
 *
 * @param extensions DER of each
 * @returns DER
 */
export const signCertificate = async (
  issuer: Issuer,
  { serial, notBefore, notAfter, subject, spki }: CertificateFields,
  extensions: readonly Buffer[],
): Promise<Buffer> => {
  const info = sequence(
    VERSION_3,
    unsignedInteger(serial),
    issuer.algorithm,
    issuer.rawSubject,
    sequence(encodeTime(notBefore), encodeTime(notAfter)),
    subject,
    spki,
    tlv(contextTag(3, true), tlvOf(TAG.sequence, extensions)),
  )
  const signature = issuer.atOnce
    ? sign(issuer.hash, info, issuer.key)
    : await signAsync(issuer.hash, info, issuer.key)
  return sequence(info, issuer.algorithm, wholeBitString(signature))
}

/**
 * Makes a certificate as Go's `x509.CreateCertificate` does.
 *
 * @returns DER
 */
export const issueCertificate = (issuer: Issuer, template: CertificateTemplate): Promise<Buffer> =>
  signCertificate(issuer, template, extensions(issuer, template))
