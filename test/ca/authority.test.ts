import t from 'tap'
import {
  CertificateAuthority,
  createCertificateAuthority,
  loadCertificateAuthority,
  type StoredAuthority,
} from '../../src/ca/authority.ts'
import { parseCertificate, parseCertificatesPem } from '../../src/ca/certificate.ts'
import { TAG } from '../../src/ca/der/read.ts'
import { CaError, SigningError } from '../../src/ca/errors.ts'
import { issueIdentity } from '../../src/ca/identity.ts'
import { exportKey, type KeyType } from '../../src/ca/keys.ts'
import { OID } from '../../src/ca/oid.ts'
import { encodePem } from '../../src/ca/pem.ts'
import { signatureProblem } from '../../src/ca/signature.ts'
import { KEY_USAGE_BITS } from '../../src/ca/usages.ts'
import {
  attribute,
  CA,
  commonName,
  countingEntropy,
  dns,
  extension,
  extensionRequest,
  fixedClock,
  messageOf,
  name,
  NOW,
  p384,
  request,
  rsa2048,
  SHA256_RSA,
  subjectAltName,
  text,
} from './builders.ts'

const DAY = 86_400
const clock = fixedClock()
const create = (keyType: KeyType, years?: number) =>
  createCertificateAuthority({
    clock,
    entropy: countingEntropy(),
    keyType,
    ...(years !== undefined && { years }),
  })

t.test("a new CA is a root like kubeadm's", async (t) => {
  const { certificate, ...authority } = await create('p256')
  t.match(certificate, {
    version: 3,
    subject: { commonName: 'kubernetes', rdns: [[{ type: OID.commonName }]] },
    keyUsage:
      KEY_USAGE_BITS.digitalSignature | KEY_USAGE_BITS.keyEncipherment | KEY_USAGE_BITS.keyCertSign,
    extKeyUsage: undefined,
    basicConstraints: { isCa: true, maxPathLength: undefined },
    sans: { dns: ['kubernetes'] },
    notBefore: NOW - (NOW % 1000) - 300_000,
    notAfter: NOW - (NOW % 1000) - 300_000 + 3650 * DAY * 1000,
  })
  t.equal(certificate.subjectKeyIdentifier?.length, 20)
  t.same(certificate.rawIssuer, certificate.rawSubject)
  t.same(
    certificate.extensions.map(({ id, critical }) => (critical ? `${id}!` : id)),
    [`${OID.keyUsage}!`, `${OID.basicConstraints}!`, OID.subjectKeyIdentifier, OID.subjectAltName],
  )
  t.equal(signatureProblem(certificate, certificate.publicKey), undefined)
  t.equal(authority.certificatePem, encodePem('CERTIFICATE', certificate.raw))
})

t.test('a CA can be valid past 2049, and need not be named kubernetes', async (t) => {
  const { certificate } = await create('p256', 40)
  t.equal(new Date(certificate.notAfter).getUTCFullYear(), 2070)
  for (const [commonName, dns] of [
    ['my "own" CA', ['my "own" CA']],
    ['연습용 CA', []],
  ] as const) {
    const ca = await createCertificateAuthority({
      clock,
      entropy: countingEntropy(),
      keyType: 'p256',
      commonName,
    })
    t.equal(ca.certificate.subject.commonName, commonName)
    t.same(ca.certificate.sans.dns, dns)
  }
})

t.test('a CA with an RSA, EC or Ed25519 key can be loaded from its PEM', async (t) => {
  for (const keyType of ['rsa2048', 'p256', 'p384', 'p521', 'ed25519'] as const) {
    const made = await create(keyType)
    const { certificatePem, keyPem } = made
    const loaded = loadCertificateAuthority({
      certificatePem,
      keyPem,
      now: NOW,
      entropy: countingEntropy(),
    })
    t.equal(loaded.fingerprint, made.fingerprint)
    t.same(loaded.certificate.raw, made.certificate.raw)
    t.equal(loaded.notAfter, made.notAfter)
    const pem = await loaded.issueForRequest({
      csr: request(),
      usages: ['client auth'],
      durationSeconds: DAY,
      now: NOW,
    })
    t.equal(
      signatureProblem(parseCertificatesPem(pem)[0]!, made.certificate.publicKey),
      undefined,
      keyType,
    )
  }
})

t.test("a certificate has its CSR's names and the granted usages, and is no CA", async (t) => {
  const authority = await create('p256')
  const csr = request({
    subject: name(
      [attribute('1.2.3', text(TAG.utf8String, 'dropped'))],
      [attribute(OID.commonName, text(TAG.utf8String, 'jane'))],
      [attribute(OID.organization, text(TAG.utf8String, 'dev'))],
    ),
    attributes: [
      extensionRequest(
        CA,
        extension('1.2.3.4', Buffer.from('0500', 'hex')),
        subjectAltName(dns('a')),
      ),
    ],
  })
  const issued = await authority.issueForRequest({
    csr,
    usages: ['cert sign', 'server auth'],
    durationSeconds: 3600,
    now: NOW,
  })
  const certificates = parseCertificatesPem(issued)
  t.equal(certificates.length, 1, 'without the CA')
  const [certificate] = certificates
  t.match(certificate, {
    keyUsage: KEY_USAGE_BITS.keyCertSign,
    extKeyUsage: [OID.serverAuth],
    basicConstraints: { isCa: false },
    sans: { dns: ['a'] },
    notBefore: NOW - (NOW % 1000) - 300_000,
    notAfter: NOW - (NOW % 1000) + 3_600_000,
  })
  t.same(
    certificate?.subject.rdns.flat().map(({ type, text }) => [type, text]),
    [
      [OID.organization, 'dev'],
      [OID.commonName, 'jane'],
    ],
  )
  t.same(certificate?.authorityKeyIdentifier, authority.certificate.subjectKeyIdentifier)
})

t.test('serial numbers are 128 bits from the given entropy, never negative', async (t) => {
  const fixed = { uuid: () => '', bytes: (length: number) => Buffer.alloc(length, 0xff) }
  const { certificatePem, keyPem } = await create('p256')
  const authority = loadCertificateAuthority({ certificatePem, keyPem, now: NOW, entropy: fixed })
  const pem = await authority.issueForRequest({
    csr: request(),
    usages: ['any'],
    durationSeconds: DAY,
    now: NOW,
  })
  t.equal(parseCertificatesPem(pem)[0]?.serialNumber.toString('hex'), `00${'ff'.repeat(16)}`)
})

t.test('unsignable CSRs get the errors of Kubernetes', async (t) => {
  const authority = await create('p256', 1)
  const issue = (changes: object) =>
    authority.issueForRequest({
      csr: request(),
      usages: ['client auth'],
      durationSeconds: DAY,
      now: NOW,
      ...changes,
    })
  await t.rejects(
    issue({ csr: request({ signature: Buffer.of(1) }) }),
    new SigningError(
      'unable to verify certificate request signature: x509: ECDSA verification failure',
    ),
  )
  await t.rejects(
    issue({ usages: ['x', 'any', 'y'] }),
    new SigningError('unrecognized usage values: ["x" "y"]'),
  )
  await t.rejects(
    issue({ now: NOW + 366 * DAY * 1000 }),
    /^the signer has expired: NotAfter=2031-05-06 07:03:09 \+0000 UTC/,
  )
  const latin1 = name([attribute(OID.commonName, text(TAG.t61String, Buffer.of(0xe9)))])
  await t.rejects(
    issue({ csr: request({ subject: latin1 }), t61AsUtf8: true }),
    new SigningError('failed to sign certificate: asn1: string not valid UTF-8'),
  )
})

t.test('an unusable CA is rejected in one sentence', async (t) => {
  const made = await create('p256')
  const other = await create('rsa2048')
  const leaf = await issueIdentity(made, {
    clock,
    commonName: 'jane',
    usages: ['cert sign'],
    seconds: DAY,
  })
  const stored = {
    certificatePem: made.certificatePem,
    keyPem: made.keyPem,
    now: NOW,
    entropy: countingEntropy(),
  }
  const cut = encodePem('CERTIFICATE', made.certificate.raw.subarray(0, -1))
  const cases: [Partial<StoredAuthority>, string][] = [
    [{ certificatePem: 'hello' }, 'The CA certificate is not a certificate in PEM.'],
    [{ certificatePem: made.keyPem }, 'The CA certificate is not a certificate in PEM.'],
    [{ certificatePem: cut }, 'The CA certificate cannot be read: x509: malformed certificate.'],
    [
      { certificatePem: made.certificatePem + other.certificatePem },
      'The CA certificate holds 2 certificates, but a CA has exactly one.',
    ],
    [leaf, 'The CA certificate is not the certificate of a CA.'],
    [{ now: made.notAfter }, 'The CA certificate expired at 2040-05-03 07:03:09 +0000 UTC.'],
    [{ keyPem: other.keyPem }, 'The CA key does not belong to the CA certificate.'],
    [{ keyPem: exportKey(p384) }, 'The CA key does not belong to the CA certificate.'],
    [{ keyPem: '' }, 'The CA key is not a private key in PEM.'],
  ]
  for (const [changes, message] of cases) {
    t.throws(() => loadCertificateAuthority({ ...stored, ...changes }), new CaError(message))
  }
  t.ok(loadCertificateAuthority({ ...stored, now: made.notAfter - 1 }), 'in its last millisecond')
})

t.test('a CA without the usage to sign certificates is rejected', async (t) => {
  const made = await create('p256')
  // clears the bit keyCertSign
  const der = Buffer.from(made.certificate.raw)
  der[der.indexOf(Buffer.from('030202a4', 'hex')) + 3] = 0xa0
  t.equal(
    parseCertificate(der).keyUsage,
    KEY_USAGE_BITS.digitalSignature | KEY_USAGE_BITS.keyEncipherment,
  )
  t.equal(
    messageOf(() =>
      loadCertificateAuthority({
        certificatePem: encodePem('CERTIFICATE', der),
        keyPem: made.keyPem,
        now: NOW,
        entropy: countingEntropy(),
      }),
    ),
    'The CA certificate is not the certificate of a CA.',
  )
})

t.test('a CA with a key that cannot sign is rejected', async (t) => {
  const made = await create('p256')
  const { generateKeyPairSync } = await import('node:crypto')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
  t.throws(
    () => new CertificateAuthority(made.certificate, privateKey, countingEntropy()),
    new CaError(
      'The CA key is of type secp256k1, which cannot sign certificates; use RSA with at least 1024 bits, a NIST curve or Ed25519.',
    ),
  )
})

t.test('RSA keys need at least 1024 bits to sign, as in Go', async (t) => {
  const made = await create('p256')
  const { generateKeyPairSync } = await import('node:crypto')
  const problem = (modulusLength: number) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength })
    return messageOf(
      () => new CertificateAuthority(made.certificate, privateKey, countingEntropy()),
    )
  }
  t.equal(problem(1024), undefined)
  t.match(problem(1016), /^The CA key is of type rsa of 1016 bits, which cannot sign/)
})

t.test("a certificate with its CA's name has no authority key identifier", async (t) => {
  const csr = request({ key: rsa2048, algorithm: SHA256_RSA, subject: commonName('kubernetes') })
  const authority = await create('p256')
  const pem = await authority.issueForRequest({
    csr,
    usages: ['any'],
    durationSeconds: DAY,
    now: NOW,
  })
  t.equal(
    parseCertificatesPem(pem)[0]?.authorityKeyIdentifier,
    undefined,
    'as in Go, since the certificate looks self-signed',
  )
})

t.test('an identity needs known usages, valid addresses and a valid CA', async (t) => {
  const authority = await create('p256')
  const jane = { clock, commonName: 'jane', usages: ['client auth'], seconds: 3600 }
  await t.rejects(issueIdentity(authority, { ...jane, usages: ['x'] }), SigningError)
  await t.rejects(
    issueIdentity(authority, { ...jane, sans: { ip: ['x'] } }),
    new TypeError('not an IP address: x'),
  )
  await t.rejects(
    issueIdentity(authority, { ...jane, clock: fixedClock(authority.notAfter) }),
    SigningError,
  )
})
