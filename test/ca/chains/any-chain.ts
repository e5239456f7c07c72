/** Random chains of certificates, to compare with Go. */
import type { KeyObject } from 'node:crypto'
import { contextTag, TAG } from '../../../src/ca/der/read.ts'
import { NULL, sequence, tlv } from '../../../src/ca/der/write.ts'
import { OID } from '../../../src/ca/oid.ts'
import { fc } from '../../fixtures/property.ts'
import {
  basicConstraints,
  CA,
  certificateDer,
  CLIENT,
  commonName,
  DAY,
  dns,
  extension,
  extKeyUsage,
  hex,
  ip,
  newKey,
  NOW,
  p256,
  SERVER,
  spkiOf,
  subjectAltName,
  TRUE,
  validity,
} from '../builders.ts'

/** Certificates of a client, and the CAs of the verifier; all in DER. */
export interface Chain {
  readonly leaf: Buffer
  readonly chain: readonly Buffer[]
  readonly roots: readonly Buffer[]
}

const around = validity(NOW - DAY, NOW + DAY)
const past = validity(NOW - 3 * DAY, NOW - DAY)
const future = validity(NOW + DAY, NOW + 2 * DAY)

const pathLength = (length: string) => basicConstraints(TRUE, hex(length))
const usage = (bits: string) => extension(OID.keyUsage, hex(bits), TRUE)
const UNKNOWN = extension('1.2.3', NULL, TRUE)

/** `which`: 0 for permitted, 1 for excluded */
const constraint = (which: number, name: Buffer) =>
  extension(OID.nameConstraints, sequence(tlv(contextTag(which, true), sequence(name))), TRUE)
const PERMITS_B = constraint(0, dns('b'))
const EXCLUDES_NETWORK = constraint(1, ip(10, 0, 0, 0, 255, 0, 0, 0))

const CAS = (['root', 'other', 'middle', 'lower'] as const).map((subject) => ({
  subject,
  key: newKey(),
}))

/** Generates `usual`, but once in `often` times a random element of `values`. */
const rarely = <T, U>(often: number, usual: U, ...values: T[]) =>
  fc.oneof(
    { arbitrary: fc.constant(usual), weight: often - 1 },
    { arbitrary: fc.constantFrom(...values), weight: 1 },
  )

const anyExtensions = (isCa: boolean) => {
  const always = [
    rarely(
      4,
      undefined,
      CLIENT,
      SERVER,
      extKeyUsage('1.2.3'),
      extKeyUsage(OID.serverAuth, OID.clientAuth),
    ),
    rarely(8, undefined, usage('03020204'), usage('03020780')),
    rarely(12, undefined, UNKNOWN),
    rarely(6, undefined, subjectAltName(dns('a.b')), subjectAltName(dns('a.c'), ip(10, 0, 0, 1))),
  ]
  const ofCas = [
    rarely(5, CA, pathLength('020100'), pathLength('020101'), basicConstraints()),
    rarely(6, undefined, PERMITS_B, EXCLUDES_NETWORK),
  ]
  return fc
    .tuple(...always, ...(isCa ? ofCas : []))
    .map((all) => all.filter((each) => each !== undefined))
}

const anyCertificate = (
  subject: string,
  key: KeyObject,
  isCa: boolean,
  by = fc.constantFrom(...CAS),
) => {
  const parts = {
    extensions: anyExtensions(isCa),
    by,
    wrongKey: rarely(10, undefined, ...CAS.map((each) => each.key)),
    serial: fc.integer({ min: 1, max: 100 }),
    time: rarely(8, around, past, future),
  }
  return fc.record(parts).map(({ extensions, by: issuer, wrongKey, serial, time }) =>
    certificateDer({
      subject: commonName(subject),
      spki: spkiOf(key),
      issuer: commonName(issuer.subject),
      issuerKey: wrongKey ?? issuer.key,
      serial: tlv(TAG.integer, Buffer.of(serial)),
      validity: time,
      extensions,
    }),
  )
}

const [anyRoot, otherAnyRoot] = CAS.map((each) =>
  anyCertificate(each.subject, each.key, true, fc.constant(each)),
)

/** Certificates of a few CAs that sign one another at random, and a leaf below one of them. */
export const anyChain: fc.Arbitrary<Chain> = fc.record({
  leaf: anyCertificate('jane', p256, false),
  chain: fc.array(fc.oneof(...CAS.map(({ subject, key }) => anyCertificate(subject, key, true))), {
    maxLength: 7,
  }),
  roots: fc.oneof(fc.tuple(anyRoot!), fc.tuple(anyRoot!, otherAnyRoot!)),
})
