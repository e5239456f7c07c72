/*
 * Makes every certificate, with the schemas and the serializer of `@peculiar/asn1-schema` and
 * `@peculiar/asn1-x509`. The generator of `@peculiar/x509` above them takes ten times as long,
 * re-encodes names and keys, and makes RSA signatures on the event loop.
 */
import {
  AsnIntegerArrayBufferConverter,
  AsnNullConverter,
  AsnProp,
  AsnPropTypes,
  AsnSerializer,
  OctetString,
} from '@peculiar/asn1-schema'
import {
  BasicConstraints,
  ExtendedKeyUsage,
  Extension,
  KeyUsage,
  Time,
  Validity as ValidityPeriod,
  Version,
} from '@peculiar/asn1-x509'
import { createHash, type KeyObject } from 'node:crypto'
import type { Certificate } from './certificate.ts'
import { contextTag, DerReader, TAG } from './der/read.ts'
import { NULL, sequence, tlv, unsignedContent } from './der/write.ts'
import { type SigningKey, signingKeyOf, spkiOf } from './keys.ts'
import { encodeName } from './name.ts'
import { OID } from './oid.ts'
import type { Validity } from './policy.ts'
import { encodeSubjectAltName, hasNames, noNames, type SubjectAlternativeNames } from './sans.ts'
import { KEY_USAGE_BITS, type KeyPurposes } from './usages.ts'

interface CertificateFields extends Validity {
  subject: Buffer
  spki: Buffer
  /** big-endian and unsigned */
  serial: Buffer
}

export interface CertificateTemplate extends CertificateFields, KeyPurposes {
  sans: SubjectAlternativeNames
}

/** Maximum number of cached extension lists. */
const KEPT = 100

/**
 * Returns a function that issues certificates of one CA like Go's `x509.CreateCertificate`.
 *
 * @param authority the CA's certificate
 */
export const issuerOf = (
  signingKey: SigningKey,
  { rawSubject, subjectKeyIdentifier }: Pick<Certificate, 'rawSubject' | 'subjectKeyIdentifier'>,
) => {
  const authorityKeyIdentifier = subjectKeyIdentifier?.length
    ? [
        encodedExtension(
          OID.authorityKeyIdentifier,
          false,
          sequence(tlv(contextTag(0), subjectKeyIdentifier)),
        ),
      ]
    : []
  /** extensions without subjectAltName; keys: whether the subject is the CA's, and the usages */
  const nameless = new Map<string, readonly Buffer[]>()

  const namelessOf = ({
    keyUsage,
    extKeyUsage,
    subject,
  }: CertificateTemplate): readonly Buffer[] => {
    const isOwnSubject = subject.equals(rawSubject)
    const key = [isOwnSubject, keyUsage, ...extKeyUsage].join(' ')
    const known = nameless.get(key)
    if (known) return known
    const made = [
      ...(keyUsage === 0 ? [] : [keyUsageExtension(keyUsage)]),
      ...(extKeyUsage.length === 0
        ? []
        : [encodedExtension(OID.extKeyUsage, false, new ExtendedKeyUsage([...extKeyUsage]))]),
      encodedExtension(OID.basicConstraints, true, new BasicConstraints()),
      ...(isOwnSubject ? [] : authorityKeyIdentifier),
    ]
    if (nameless.size >= KEPT) nameless.clear()
    nameless.set(key, made)
    return made
  }

  /** Extensions in Go's order; leaf certificates have no subjectKeyIdentifier. */
  const extensionsOf = (template: CertificateTemplate): readonly Buffer[] => {
    const extensions = namelessOf(template)
    const { sans, subject } = template
    if (!hasNames(sans)) return extensions
    const isEmptySubject = subject.length === 2
    return [...extensions, subjectAltName(isEmptySubject, sans)]
  }

  return (template: CertificateTemplate): Promise<Buffer> =>
    signCertificate(signingKey, rawSubject, template, extensionsOf(template))
}

interface RootTemplate {
  key: KeyObject
  commonName: string
  notBefore: number
  notAfter: number
  serial: Buffer
}

/**
 * Makes a self-signed CA certificate like kubeadm's. An ASCII common name is also a DNS name in it.
 *
 * @returns DER
 * @throws CaError for a kind of key that cannot sign certificates
 */
export const selfSignedRoot = async (template: RootTemplate): Promise<Buffer> => {
  const { key, commonName } = template
  const signingKey = signingKeyOf(key, 'the CA key')
  const subject = encodeName([{ type: OID.commonName, text: commonName }])
  const spki = spkiOf(key)
  const { digitalSignature, keyEncipherment, keyCertSign } = KEY_USAGE_BITS
  const extensions = [
    keyUsageExtension(digitalSignature | keyEncipherment | keyCertSign),
    encodedExtension(OID.basicConstraints, true, new BasicConstraints({ cA: true })),
    encodedExtension(OID.subjectKeyIdentifier, false, tlv(TAG.octetString, keyIdentifier(spki))),
  ]
  // DNS names are ASCII
  if (/^[ -~]+$/.test(commonName))
    extensions.push(subjectAltName(false, { ...noNames(), dns: [commonName] }))
  return signCertificate(signingKey, subject, { ...template, subject, spki }, extensions)
}

/** SHA-1 of the key's bits (RFC 5280, 4.2.1.2, method 1). */
const keyIdentifier = (spki: Buffer): Buffer => {
  const info = new DerReader(new DerReader(spki).field(TAG.sequence).content)
  info.field(TAG.sequence)
  return createHash('sha1').update(info.bitStringField()).digest()
}

/** @param value DER, or an object that the library serializes */
const encodedExtension = (extnID: string, critical: boolean, value: object): Buffer => {
  const der = value instanceof Uint8Array ? value : AsnSerializer.serialize(value)
  const extension = new Extension({ extnID, critical, extnValue: new OctetString(der) })
  return Buffer.from(AsnSerializer.serialize(extension))
}

/** @param bits values of `KEY_USAGE_BITS`, combined with OR; the library has the same values */
const keyUsageExtension = (bits: number): Buffer =>
  encodedExtension(OID.keyUsage, true, new KeyUsage(bits))

const subjectAltName = (critical: boolean, names: SubjectAlternativeNames): Buffer =>
  encodedExtension(OID.subjectAltName, critical, encodeSubjectAltName(names))

interface Writer {
  write(bytes: ArrayBuffer): void
}

/** DER that the serializer inserts unchanged; parsing it first would take 30 µs for a name. */
class Encoded {
  readonly #bytes: ArrayBuffer

  constructor(der: Uint8Array = NULL) {
    this.#bytes = new Uint8Array(der).buffer
  }

  // the library requires these two for reading, which this schema is not used for
  fromASN(): never {
    throw new TypeError('encoded values are not read')
  }

  toSchema(): object {
    return AsnNullConverter.toASN(null)
  }

  toASN(): object {
    return this
  }

  toBER(_sizeOnly: boolean, writer?: Writer): ArrayBuffer {
    writer?.write(this.#bytes)
    return this.#bytes
  }
}

/** RFC 5280, 4.1.2. `TBSCertificate` of the library parses names and keys. */
class TbsCertificate {
  readonly version = Version.v3
  readonly serialNumber: ArrayBuffer
  readonly signature: Encoded
  readonly issuer: Encoded
  readonly validity: Encoded
  readonly subject: Encoded
  readonly subjectPublicKeyInfo: Encoded
  readonly extensions: Encoded

  constructor(
    { algorithm }: SigningKey,
    issuer: Buffer,
    { serial, subject, spki, notBefore, notAfter }: CertificateFields,
    extensions: readonly Buffer[],
  ) {
    this.serialNumber = Uint8Array.from(unsignedContent(serial)).buffer
    this.signature = new Encoded(algorithm)
    this.issuer = new Encoded(issuer)
    this.validity = validityPeriod(notBefore, notAfter)
    this.subject = new Encoded(subject)
    this.subjectPublicKeyInfo = new Encoded(spki)
    this.extensions = new Encoded(sequence(...extensions))
  }
}

AsnProp({ type: AsnPropTypes.Integer, context: 0 })(TbsCertificate.prototype, 'version')
AsnProp({ type: AsnPropTypes.Integer, converter: AsnIntegerArrayBufferConverter })(
  TbsCertificate.prototype,
  'serialNumber',
)
for (const part of ['signature', 'issuer', 'validity', 'subject', 'subjectPublicKeyInfo'])
  AsnProp({ type: Encoded })(TbsCertificate.prototype, part)
AsnProp({ type: Encoded, context: 3 })(TbsCertificate.prototype, 'extensions')

/** RFC 5280, 4.1.1 */
class SignedCertificate {
  readonly tbsCertificate: Encoded
  readonly signatureAlgorithm: Encoded
  readonly signatureValue: ArrayBuffer

  constructor(tbsCertificate: Buffer, { algorithm }: SigningKey, signature: Buffer) {
    this.tbsCertificate = new Encoded(tbsCertificate)
    this.signatureAlgorithm = new Encoded(algorithm)
    this.signatureValue = new Uint8Array(signature).buffer
  }
}

for (const part of ['tbsCertificate', 'signatureAlgorithm'])
  AsnProp({ type: Encoded })(SignedCertificate.prototype, part)
AsnProp({ type: AsnPropTypes.BitString })(SignedCertificate.prototype, 'signatureValue')

/**
 * @param issuer DER of the issuer's subject
 * @returns DER
 */
const signCertificate = async (
  key: SigningKey,
  issuer: Buffer,
  fields: CertificateFields,
  extensions: readonly Buffer[],
): Promise<Buffer> => {
  const info = Buffer.from(
    AsnSerializer.serialize(new TbsCertificate(key, issuer, fields, extensions)),
  )
  const certificate = new SignedCertificate(info, key, await key.sign(info))
  return Buffer.from(AsnSerializer.serialize(certificate))
}

/** The last validity period, cached because most certificates of one second share it. */
let last: (Validity & { encoded: Encoded }) | undefined

const validityPeriod = (notBefore: number, notAfter: number): Encoded => {
  if (last?.notBefore !== notBefore || last.notAfter !== notAfter) {
    const period = new ValidityPeriod()
    period.notBefore = time(notBefore)
    period.notAfter = time(notAfter)
    last = {
      notBefore,
      notAfter,
      encoded: new Encoded(Buffer.from(AsnSerializer.serialize(period))),
    }
  }
  return last.encoded
}

/** UTCTime starts in 1950 (RFC 5280, 4.1.2.5.1), but the library uses it for earlier years too. */
const time = (ms: number): Time => {
  const date = new Date(ms)
  return date.getUTCFullYear() < 1950 ? new Time({ generalTime: date }) : new Time(date)
}
