/**
 * Random mutations of CSRs and certificates. Parsing them may throw only X509Error, and must be
 * fast.
 */
import { certificateBundleProblem, parseCertificates } from '../../src/ca/certificate.ts'
import {
  parseCertificateRequest,
  parseCertificateRequestPem,
  verifyRequestSignature,
} from '../../src/ca/request.ts'
import { TAG } from '../../src/ca/der/read.ts'
import { oid, sequence, tlv } from '../../src/ca/der/write.ts'
import { X509Error } from '../../src/ca/errors.ts'
import { encodeName, textAttributes } from '../../src/ca/name.ts'
import { OID } from '../../src/ca/oid.ts'
import { decodePemBlocks, encodePem } from '../../src/ca/pem.ts'
import {
  attribute,
  certificateDer,
  dns,
  ed25519,
  ED25519,
  email,
  extension,
  extensionRequest,
  ip,
  name,
  requestDer,
  rsa2048,
  SHA256_RSA,
  subjectAltName,
  text,
  uri,
  utf8,
} from '../../test/ca/builders.ts'
import { Random } from '../kit/random.ts'

const names = subjectAltName(
  dns('a.example.com'),
  email('a@example.com'),
  uri('HTTPS://user:pw@example.com:8443/a%20b?c#d'),
  uri('spiffe://[fe80::1%25en0]/x'),
  ip(10, 0, 0, 1),
  ip(...Array.from({ length: 16 }, () => 1)),
)

const subject = name(
  [
    attribute(OID.organization, utf8('개발팀')),
    attribute(OID.organization, text(TAG.printableString, 'a')),
  ],
  [attribute(OID.commonName, text(TAG.bmpString, Buffer.from('c81cc778', 'hex')))],
  [attribute(OID.country, text(TAG.t61String, Buffer.of(0xe9)))],
  [attribute('1.2.3', text(TAG.utcTime, '300506070809Z'))],
  [attribute('1.2.4', text(TAG.integer, Buffer.of(5)))],
)

const REQUESTS = [
  requestDer({
    subject,
    attributes: [extensionRequest(names, extension(OID.keyUsage, Buffer.of(3, 2, 5, 160)))],
  }),
  requestDer({
    key: rsa2048,
    algorithm: SHA256_RSA,
    attributes: [sequence(oid('1.2.3'), tlv(TAG.set, utf8('x')))],
  }),
  requestDer({ key: ed25519, hash: null, algorithm: ED25519 }),
]

const CERTIFICATES = [
  certificateDer({
    extensions: [
      extension(OID.keyUsage, Buffer.of(3, 2, 5, 160)),
      extension(OID.extKeyUsage, sequence(oid(OID.clientAuth))),
      extension(OID.basicConstraints, sequence(Buffer.of(1, 1, 255, 2, 1, 3))),
      extension(OID.nameConstraints, Buffer.from('3009a00730058203612e62', 'hex')),
      extension(OID.crlDistributionPoints, sequence(sequence(Buffer.from('a004a0028600', 'hex')))),
      names,
    ],
  }),
]

/** Makes one to four changes: sets a byte, flips a bit, truncates, deletes, inserts or copies. */
export const mutate = (original: Buffer, random: Random): Buffer => {
  let bytes = Buffer.from(original)
  for (let changes = 1 + random.int(4); changes > 0 && bytes.length > 0; changes--) {
    const at = random.int(bytes.length)
    const length = 1 + random.int(8)
    switch (random.int(6)) {
      case 0:
        bytes[at] = random.int(256)
        break
      case 1:
        bytes[at]! ^= 1 << random.int(8)
        break
      case 2:
        bytes = bytes.subarray(0, at)
        break
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
        break
      case 4:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.alloc(length, random.int(256)),
          bytes.subarray(at),
        ])
        break
      default:
        bytes.copyWithin(at, random.int(bytes.length), random.int(bytes.length))
    }
  }
  return bytes
}

const pemOf = (der: Buffer, isRequest: boolean): Buffer =>
  Buffer.from(encodePem(isRequest ? 'CERTIFICATE REQUEST' : 'CERTIFICATE', der))

const readAll = (der: Buffer, isRequest: boolean, pem: Buffer) => {
  let refused = 0
  const attempt = (action: () => unknown) => {
    try {
      action()
    } catch (error) {
      if (!(error instanceof X509Error)) throw error
      refused++
    }
  }
  if (isRequest) {
    attempt(() => {
      const csr = parseCertificateRequest(der)
      verifyRequestSignature(csr)
      encodeName(textAttributes(csr.subject))
    })
    attempt(() => parseCertificateRequestPem(pem))
  } else {
    attempt(() => parseCertificates(der))
    certificateBundleProblem(pem)
  }
  decodePemBlocks(pem)
  return refused
}

const SLOW_MS = 5

interface Outcome {
  /** number of X509Errors; each parse of a CSR counts up to twice, as DER and as PEM */
  readonly refused: number
  readonly slowest: number
}

/** Throws if a parser throws an unexpected error; the message has the mutant in hexadecimal. */
export const fuzzCertificates = (rounds: number, seed = 1): Outcome => {
  const random = new Random(seed)
  let refused = 0
  let slowest = 0
  for (let round = 0; round < rounds; round++) {
    const whole = random.pick([...REQUESTS, ...CERTIFICATES])
    const isRequest = REQUESTS.includes(whole)
    const der = mutate(whole, random)
    const pem = mutate(pemOf(random.chance(2) ? whole : der, isRequest), random)
    const read = () => {
      const started = performance.now()
      refused += readAll(der, isRequest, pem)
      return performance.now() - started
    }
    try {
      const took = read()
      // a slow mutant gets two more tries, since the machine may have been busy
      slowest = Math.max(slowest, took > SLOW_MS ? Math.min(took, read(), read()) : took)
    } catch (error) {
      throw new Error(`round ${round}: ${der.toString('hex')} / ${pem.toString('hex')}`, {
        cause: error,
      })
    }
  }
  return { refused, slowest }
}

export const main = async (rounds: number, seed: number): Promise<boolean> => {
  const { refused, slowest } = fuzzCertificates(rounds, seed)
  console.log(`no crash; ${refused} refusals; the slowest took ${slowest.toFixed(1)} ms`)
  return true
}
