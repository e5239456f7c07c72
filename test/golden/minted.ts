/** Makes certificates at each replay: the server rejects a notBefore that is five minutes old. */
import { randomBytes } from 'node:crypto'
import { sequence, tlv } from '../../src/ca/der/write.ts'
import { TAG } from '../../src/ca/der/read.ts'
import { OID } from '../../src/ca/oid.ts'
import { encodePem } from '../../src/ca/pem.ts'
import {
  CA,
  certificateDer,
  CLIENT,
  commonName,
  dns,
  email,
  extension,
  name,
  p256,
  spkiOf,
  TRUE,
  validity,
} from '../ca/builders.ts'

export interface Mint {
  /** DER of the public key in base64; default: the issuer's own */
  readonly publicKey?: string
  /** the common name; default: an empty name */
  readonly subject?: string
  /** seconds from now */
  readonly notBefore?: number
  /** the lifetime; default: a day */
  readonly seconds?: number
  readonly dns?: readonly string[]
  readonly email?: readonly string[]
  readonly ca?: boolean
  /** named times, in seconds from notBefore */
  readonly at?: Readonly<Record<string, number>>
}

const DAY_SECONDS = 86_400
/** the first byte of a serial number, which makes it positive and of full length */
const SERIAL_START = Buffer.of(0x40)

const moment = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, '')

const extensionsOf = ({ subject, ca, dns: hosts = [], email: mailboxes = [] }: Mint): Buffer[] => {
  const names = [...mailboxes.map(email), ...hosts.map(dns)]
  const purpose = ca === true ? CA : CLIENT
  if (names.length === 0) return [purpose]
  // without a subject, the alternative names must be critical (RFC 5280, 4.2.1.6)
  const critical = subject === undefined ? TRUE : undefined
  return [purpose, extension(OID.subjectAltName, sequence(...names), critical)]
}

/**
 * Makes a certificate that is valid from now, or from `notBefore`. Returns its PEM, and in RFC 3339
 * its notBefore, notAfter and the times of `at`.
 */
export const mint = (wanted: Mint): Readonly<Record<string, string>> => {
  const { publicKey, subject, notBefore = 0, seconds = DAY_SECONDS, at = {} } = wanted
  const begin = (Math.floor(Date.now() / 1000) + notBefore) * 1000
  const end = begin + seconds * 1000
  const der = certificateDer({
    serial: tlv(TAG.integer, SERIAL_START, randomBytes(15)),
    issuer: commonName('mint'),
    validity: validity(begin, end),
    subject: subject === undefined ? name() : commonName(subject),
    spki: publicKey === undefined ? spkiOf(p256) : Buffer.from(publicKey, 'base64'),
    extensions: extensionsOf(wanted),
  })
  const moments = Object.entries(at).map(([what, after]) => [what, moment(begin + after * 1000)])
  return {
    pem: encodePem('CERTIFICATE', der),
    notBefore: moment(begin),
    notAfter: moment(end),
    ...Object.fromEntries(moments),
  }
}
