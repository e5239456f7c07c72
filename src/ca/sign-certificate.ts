import { AsnSerializer } from '@peculiar/asn1-schema'
import {
  AlgorithmIdentifier,
  Certificate,
  type Extensions,
  type Name,
  TBSCertificate,
  Time,
  Validity as Span,
  Version,
} from '@peculiar/asn1-x509'
import { Encoded } from './encoded.ts'
import type { Validity } from './policy.ts'
import type { SigningKey } from './signing-key.ts'

/*
 * Certificates are put together from the classes of `@peculiar/asn1-x509`, on which the generator of `@peculiar/x509` is built too.
 * The generator itself takes some ten times as long, writes the names and keys that it is given anew, and signs with WebCrypto,
 * which takes three times as long as OpenSSL itself and, with RSA, holds up the event loop.
 */

/** Who signs, with the parts that all its certificates share. */
export interface Signer {
  readonly key: SigningKey
  readonly algorithm: AlgorithmIdentifier
  readonly issuer: Name
}

/** @param rawSubject DER of the signer's subject */
export const signerOf = (key: SigningKey, rawSubject: Buffer): Signer => {
  const { algorithm, hasNull } = key.scheme
  const identifier = new AlgorithmIdentifier({ algorithm, ...(hasNull && { parameters: null }) })
  return {
    key,
    algorithm: Encoded.as(AsnSerializer.serialize(identifier)),
    issuer: Encoded.as(rawSubject),
  }
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

/** Contents of an INTEGER with the value of these unsigned bytes; the library takes them as they are. */
const unsigned = (bytes: Buffer): ArrayBuffer => {
  const start = bytes.findIndex((byte) => byte !== 0)
  const magnitude = start < 0 ? Buffer.of(0) : bytes.subarray(start)
  return Uint8Array.from(magnitude[0]! < 0x80 ? magnitude : [0, ...magnitude]).buffer
}

/** UTCTime from 1950 to 2049 (RFC 5280, 4.1.2.5); the library would write earlier years as UTCTime too. */
const time = (ms: number): Time => {
  const date = new Date(ms)
  return date.getUTCFullYear() < 1950 ? new Time({ generalTime: date }) : new Time(date)
}

/** A part of a certificate without the defaults that its constructor makes, names and dates among them, to be thrown away. */
const partOf = <Part extends object>(type: new () => Part, values: Partial<Part>): Part =>
  Object.assign(Object.create(type.prototype), values)

const encodeSpan = ({ notBefore, notAfter }: Validity): Span =>
  Encoded.as(
    AsnSerializer.serialize(partOf(Span, { notBefore: time(notBefore), notAfter: time(notAfter) })),
  )

/** The last span: certificates that are signed in the same second mostly share it. */
let last: (Validity & { encoded: Span }) | undefined

const span = ({ notBefore, notAfter }: Validity): Span => {
  if (last?.notBefore !== notBefore || last.notAfter !== notAfter)
    last = { notBefore, notAfter, encoded: encodeSpan({ notBefore, notAfter }) }
  return last.encoded
}

/**
 * Puts a certificate together and signs it, where that takes long on a thread of the pool.
 *
 * @returns DER
 */
export const signCertificate = async (
  { key, algorithm, issuer }: Signer,
  { serial, subject, spki, ...validity }: CertificateFields,
  extensions: Extensions,
): Promise<Buffer> => {
  const info = AsnSerializer.serialize(
    partOf(TBSCertificate, {
      version: Version.v3,
      serialNumber: unsigned(serial),
      signature: algorithm,
      issuer,
      validity: span(validity),
      subject: Encoded.as(subject),
      subjectPublicKeyInfo: Encoded.as(spki),
      extensions,
    }),
  )
  const signature = await key.sign(Buffer.from(info))
  const certificate = partOf(Certificate, {
    tbsCertificate: Encoded.as(info),
    signatureAlgorithm: algorithm,
    signatureValue: new Uint8Array(signature).buffer,
  })
  return Buffer.from(AsnSerializer.serialize(certificate))
}
