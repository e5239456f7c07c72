import { AsnSerializer, OctetString } from '@peculiar/asn1-schema'
import {
  Extension,
  ExtendedKeyUsage,
  GeneralName,
  KeyUsage,
  SubjectAlternativeName,
} from '@peculiar/asn1-x509'
import { Encoded } from './encoded.ts'
import { formatIp } from './ip.ts'
import { OID } from './oid.ts'
import type { SubjectAlternativeNames } from './sans.ts'

/**
 * An extension, to stand in any number of certificates.
 *
 * @param value DER, or what the library is to write
 */
export const encodedExtension = (extnID: string, critical: boolean, value: object): Extension => {
  const der = value instanceof Uint8Array ? value : AsnSerializer.serialize(value)
  const extnValue = new OctetString(der)
  return Encoded.as(AsnSerializer.serialize(new Extension({ extnID, critical, extnValue })))
}

/** @param bits of `KEY_USAGE`, which are numbered as the library's */
export const keyUsageExtension = (bits: number): Extension =>
  encodedExtension(OID.keyUsage, true, new KeyUsage(bits))

/** @param purposes dotted OIDs, in order */
export const extKeyUsageExtension = (purposes: readonly string[]): Extension =>
  encodedExtension(OID.extKeyUsage, false, new ExtendedKeyUsage([...purposes]))

/** DNS names, then e-mail, then IP addresses, then URIs, as Go writes them. */
export const subjectAltName = ({
  dns,
  email,
  ip,
  uri,
}: SubjectAlternativeNames): SubjectAlternativeName =>
  new SubjectAlternativeName([
    ...dns.map((dNSName) => new GeneralName({ dNSName })),
    ...email.map((rfc822Name) => new GeneralName({ rfc822Name })),
    ...ip.map((address) => new GeneralName({ iPAddress: formatIp(address) })),
    ...uri.map((uniformResourceIdentifier) => new GeneralName({ uniformResourceIdentifier })),
  ])
