import { AsnSerializer } from '@peculiar/asn1-schema'
import {
  Certificate,
  type Extensions,
  TBSCertificate,
  Time,
  Validity as Span,
  Version,
} from '@peculiar/asn1-x509'
import { unsignedContent } from './der-writer.ts'
import { Encoded } from './encoded.ts'
import type { Validity } from './policy.ts'
import type { SigningKey } from './signing-key.ts'

/*
 * Uses the classes of `@peculiar/asn1-x509`, because the generator of `@peculiar/x509` takes ten
 * times as long, re-encodes names and keys, and makes RSA signatures on the event loop.
 */

export interface CertificateFields extends Validity {
  subject: Buffer
  spki: Buffer
  /** big-endian and unsigned */
  serial: Buffer
}

/** UTCTime starts in 1950 (RFC 5280, 4.1.2.5.1), but the library uses it for earlier years too. */
const time = (ms: number): Time => {
  const date = new Date(ms)
  return date.getUTCFullYear() < 1950 ? new Time({ generalTime: date }) : new Time(date)
}

/** Makes a `type` without calling its constructor, whose default values are costly. */
const partOf = <Part extends object>(type: new () => Part, values: Partial<Part>): Part =>
  Object.assign(Object.create(type.prototype), values)

/** The last validity period, cached because most certificates of one second share it. */
let last: (Validity & { encoded: Span }) | undefined

const span = (notBefore: number, notAfter: number): Span => {
  if (last?.notBefore !== notBefore || last.notAfter !== notAfter) {
    const part = partOf(Span, { notBefore: time(notBefore), notAfter: time(notAfter) })
    last = { notBefore, notAfter, encoded: Encoded.as(AsnSerializer.serialize(part)) }
  }
  return last.encoded
}

/**
 * @param issuer DER of the issuer's subject
 * @returns DER
 */
export const signCertificate = async (
  key: SigningKey,
  issuer: Buffer,
  { serial, subject, spki, notBefore, notAfter }: CertificateFields,
  extensions: Extensions,
): Promise<Buffer> => {
  const algorithm = Encoded.as(key.algorithm)
  const info = AsnSerializer.serialize(
    partOf(TBSCertificate, {
      version: Version.v3,
      serialNumber: Uint8Array.from(unsignedContent(serial)).buffer,
      signature: algorithm,
      issuer: Encoded.as(issuer),
      validity: span(notBefore, notAfter),
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
