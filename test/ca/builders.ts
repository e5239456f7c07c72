import { createHash, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import type { Test } from 'tap'
import type { Clock } from '../../src/apimachinery/clock.ts'
import type { Entropy } from '../../src/apimachinery/entropy.ts'
import { type CertificateRequest, parseCertificateRequest } from '../../src/ca/request.ts'
import { contextTag, TAG } from '../../src/ca/der/read.ts'
import { NULL, oid, sequence, tlv, wholeBitString } from '../../src/ca/der/write.ts'
import { OID } from '../../src/ca/oid.ts'
import { encodePem } from '../../src/ca/pem.ts'

export const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex')

/** 2030-05-06T07:08:09Z */
export const NOW = Date.UTC(2030, 4, 6, 7, 8, 9)

export const fixedClock = (now = NOW): Clock => ({ now: () => now, after: () => () => {} })

/** Deterministic bytes that look random. */
export const countingEntropy = (): Entropy => {
  let count = 0
  return {
    uuid: () => '00000000-0000-4000-8000-000000000000',
    bytes: (length) => {
      const digest = createHash('sha512').update(`entropy ${count++}`).digest()
      return digest.subarray(0, length)
    },
  }
}

export const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
export const p256 = newKey()
export const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
export const ed25519 = generateKeyPairSync('ed25519').privateKey
export const rsa2048 = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

export const spkiOf = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ type: 'spki', format: 'der' })

/** Makes an RSA public key without a private key. `exponent`: an INTEGER in DER. */
export const rsaSpki = (bits: number, exponent = Buffer.of(2, 3, 1, 0, 1)): Buffer =>
  sequence(
    sequence(oid(OID.rsaEncryption), NULL),
    tlv(
      TAG.bitString,
      Buffer.of(0),
      sequence(tlv(TAG.integer, Buffer.of(0), Buffer.alloc(bits / 8, 0xff)), exponent),
    ),
  )

export const text = (tag: number, value: string | Buffer): Buffer =>
  tlv(tag, typeof value === 'string' ? Buffer.from(value) : value)

export const utf8 = (value: string): Buffer => text(TAG.utf8String, value)

export const attribute = (type: string, value: Buffer): Buffer => sequence(oid(type), value)

export const name = (...rdns: Buffer[][]): Buffer =>
  sequence(...rdns.map((attributes) => tlv(TAG.set, ...attributes)))

export const commonName = (value: string): Buffer => name([attribute(OID.commonName, utf8(value))])

export const extension = (id: string, value: Buffer, critical?: Buffer): Buffer =>
  sequence(oid(id), ...(critical ? [critical] : []), tlv(TAG.octetString, value))

export const subjectAltName = (...names: Buffer[]): Buffer =>
  extension(OID.subjectAltName, sequence(...names))

export const TRUE = hex('0101ff')
export const basicConstraints = (...content: Buffer[]): Buffer =>
  extension(OID.basicConstraints, sequence(...content), TRUE)
export const extKeyUsage = (...purposes: string[]): Buffer =>
  extension(OID.extKeyUsage, sequence(...purposes.map(oid)))
export const CA = basicConstraints(TRUE)
export const CLIENT = extKeyUsage(OID.clientAuth)
export const SERVER = extKeyUsage(OID.serverAuth)

export const dns = (value: string | Buffer): Buffer => text(contextTag(2), value)
export const email = (value: string | Buffer): Buffer => text(contextTag(1), value)
export const uri = (value: string | Buffer): Buffer => text(contextTag(6), value)
export const ip = (...bytes: number[]): Buffer => tlv(contextTag(7), Buffer.from(bytes))

export const extensionRequest = (...extensions: Buffer[]): Buffer =>
  sequence(oid(OID.extensionRequest), tlv(TAG.set, sequence(...extensions)))

export const algorithm = (id: string, ...parameters: Buffer[]): Buffer =>
  sequence(oid(id), ...parameters)

const ECDSA_SHA256 = algorithm('1.2.840.10045.4.3.2')
export const SHA256_RSA = algorithm('1.2.840.113549.1.1.11', NULL)
export const ED25519 = algorithm(OID.ed25519)

export interface RequestParts {
  /** signing key; P-256 by default */
  key?: KeyObject
  version?: Buffer
  subject?: Buffer
  spki?: Buffer
  attributes?: Buffer[]
  /** the whole attributes field in DER; replaces `attributes` */
  attributeField?: Buffer
  /** signature algorithm as declared in the request */
  algorithm?: Buffer
  /** digest of the actual signature; null for Ed25519 */
  hash?: string | null
  signature?: Buffer
}

export const requestDer = (parts: RequestParts = {}): Buffer => {
  const { key = p256, version = tlv(TAG.integer, Buffer.of(0)), attributes = [] } = parts
  const info = sequence(
    version,
    parts.subject ?? commonName('jane'),
    parts.spki ?? spkiOf(key),
    parts.attributeField ?? tlv(contextTag(0, true), ...attributes),
  )
  const hash = parts.hash === undefined ? 'sha256' : parts.hash
  const signature = parts.signature ?? sign(hash, info, key)
  return sequence(info, parts.algorithm ?? ECDSA_SHA256, wholeBitString(signature))
}

export const requestPem = (parts: RequestParts = {}): string =>
  encodePem('CERTIFICATE REQUEST', requestDer(parts))

export const request = (parts: RequestParts = {}): CertificateRequest =>
  parseCertificateRequest(requestDer(parts))

export interface CertificateParts {
  /** signing key; P-256 by default */
  issuerKey?: KeyObject
  version?: Buffer
  serial?: Buffer
  algorithm?: Buffer
  outerAlgorithm?: Buffer
  issuer?: Buffer
  validity?: Buffer
  subject?: Buffer
  spki?: Buffer
  uniqueIds?: Buffer
  extensions?: Buffer[]
  /** the whole extensions field in DER; replaces `extensions` */
  extensionField?: Buffer
  signature?: Buffer
}

export const DAY = 86_400_000

/** UTCTime from 1950 to 2049, GeneralizedTime otherwise. */
const time = (ms: number) => {
  const text = new Date(ms).toISOString().replace(/[-T:]|\.\d+/g, '')
  return text >= '1950' && text < '2050'
    ? tlv(TAG.utcTime, Buffer.from(text.slice(2)))
    : tlv(TAG.generalizedTime, Buffer.from(text))
}

export const validity = (notBefore: number, notAfter: number): Buffer =>
  sequence(time(notBefore), time(notAfter))

/** Parts may be invalid. Default: subject jane, issuer ca, valid for one day. */
export const certificateDer = (parts: CertificateParts = {}): Buffer => {
  const { extensions, algorithm: inner = ECDSA_SHA256, issuerKey = p256 } = parts
  const extensionField = extensions
    ? tlv(contextTag(3, true), sequence(...extensions))
    : Buffer.alloc(0)
  const info = sequence(
    parts.version ?? Buffer.from('a003020102', 'hex'),
    parts.serial ?? Buffer.from('020107', 'hex'),
    inner,
    parts.issuer ?? commonName('ca'),
    parts.validity ?? validity(NOW, NOW + DAY),
    parts.subject ?? commonName('jane'),
    parts.spki ?? spkiOf(p256),
    parts.uniqueIds ?? Buffer.alloc(0),
    parts.extensionField ?? extensionField,
  )
  const signature = parts.signature ?? wholeBitString(sign('sha256', info, issuerKey))
  return sequence(info, parts.outerAlgorithm ?? inner, signature)
}

export const messageOf = (action: () => unknown): string | undefined => {
  try {
    action()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Expects the request to be rejected with `message`, or accepted if `message` is undefined. */
export const judge = (t: Test, what: string, parts: RequestParts, message: string | undefined) =>
  t.equal(
    messageOf(() => request(parts)),
    message,
    what,
  )

/** The parameters of a field in the error texts of `encoding/asn1`. */
export const PARAMETERS =
  '{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}'
