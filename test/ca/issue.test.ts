import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto'
import t from 'tap'
import { type Certificate, parseCertificate } from '../../src/ca/certificate.ts'
import { CaError } from '../../src/ca/errors.ts'
import { type CertificateTemplate, issuerOf, selfSignedRoot } from '../../src/ca/issue.ts'
import { signingKeyOf } from '../../src/ca/keys.ts'
import { OID } from '../../src/ca/oid.ts'
import { noNames } from '../../src/ca/sans.ts'
import { signatureProblem } from '../../src/ca/signature.ts'
import { KEY_USAGE_BITS, keyPurposes } from '../../src/ca/usages.ts'
import { commonName, ed25519, name, NOW, p256, p384, rsa2048, spkiOf } from './builders.ts'

const SKI = Buffer.from('0102030405', 'hex')

const template = (changes: Partial<CertificateTemplate> = {}): CertificateTemplate => ({
  ...keyPurposes(['client auth', 'digital signature', 'key encipherment']),
  notBefore: NOW - (NOW % 1000),
  notAfter: NOW - (NOW % 1000) + 3_600_000,
  subject: commonName('jane'),
  spki: spkiOf(p384),
  sans: noNames(),
  serial: Buffer.from('00ff', 'hex'),
  ...changes,
})

const issue = async (
  changes: Partial<CertificateTemplate> = {},
  key: KeyObject = p256,
  keyIdentifier: Buffer | undefined = SKI,
) => {
  const sign = issuerOf(signingKeyOf(key, 'the key'), {
    rawSubject: commonName('ca'),
    subjectKeyIdentifier: keyIdentifier,
  })
  return parseCertificate(await sign(template(changes)))
}

const ids = ({ extensions }: Certificate) =>
  extensions.map(({ id, critical }) => (critical ? `${id}!` : id))

t.test('a certificate has the requested content', async (t) => {
  const certificate = await issue()
  t.match(certificate, {
    version: 3,
    serialNumber: Buffer.from('00ff', 'hex'),
    notBefore: template().notBefore,
    notAfter: template().notAfter,
    keyUsage: 5,
    extKeyUsage: [OID.clientAuth],
    basicConstraints: { isCa: false, maxPathLength: undefined },
    authorityKeyIdentifier: SKI,
    subjectKeyIdentifier: undefined,
  })
  t.same(certificate.rawSubject, commonName('jane'))
  t.same(certificate.rawIssuer, commonName('ca'))
  t.same(certificate.publicKey.spki, spkiOf(p384))
})

t.test("extensions are in Go's order, without empty ones", async (t) => {
  const { keyUsage, extKeyUsage, basicConstraints, authorityKeyIdentifier, subjectAltName } = OID
  const sans = { ...noNames(), dns: ['a'] }
  t.same(ids(await issue({ sans })), [
    `${keyUsage}!`,
    extKeyUsage,
    `${basicConstraints}!`,
    authorityKeyIdentifier,
    subjectAltName,
  ])
  t.same(ids(await issue({ keyUsage: 0, extKeyUsage: [] })), [
    `${basicConstraints}!`,
    authorityKeyIdentifier,
  ])
  t.same(ids(await issue({ keyUsage: 0, extKeyUsage: [] }, p256, Buffer.alloc(0))), [
    `${basicConstraints}!`,
  ])
})

t.test('alternative names are critical if the subject is empty', async (t) => {
  const sans = { ...noNames(), uri: ['a:b'] }
  t.equal(ids(await issue({ subject: name(), sans })).at(-1), `${OID.subjectAltName}!`)
})

t.test('a subject equal to the issuer gets no authority key identifier', async (t) => {
  t.equal((await issue({ subject: commonName('ca') })).authorityKeyIdentifier, undefined)
})

t.test('key usage bits are written without trailing zeros', async (t) => {
  const cases = [
    [KEY_USAGE_BITS.digitalSignature, '03020780'],
    [KEY_USAGE_BITS.digitalSignature | KEY_USAGE_BITS.keyEncipherment, '030205a0'],
    [KEY_USAGE_BITS.encipherOnly, '03020001'],
    [KEY_USAGE_BITS.decipherOnly, '0303070080'],
    [0x1ff, '030307ff80'],
  ] as const
  for (const [keyUsage, der] of cases)
    t.equal((await issue({ keyUsage })).extensions[0]?.value.toString('hex'), der)
  for (let keyUsage = 1; keyUsage <= 0x1ff; keyUsage++) {
    const certificate = await issue({ keyUsage })
    if (certificate.keyUsage !== keyUsage) t.fail(`${keyUsage} became ${certificate.keyUsage}`)
  }
})

t.test('years from 1950 to 2049 have two digits', async (t) => {
  const cases = [
    ['2030-05-06T07:08:09Z', '170d3330303530363037303830395a'],
    ['1950-01-01T00:00:00Z', '170d3530303130313030303030305a'],
    ['2049-12-31T23:59:59Z', '170d3439313233313233353935395a'],
    ['2050-01-01T00:00:00Z', '180f32303530303130313030303030305a'],
    ['1949-12-31T23:59:59Z', '180f31393439313233313233353935395a'],
    ['0001-01-01T00:00:00Z', '180f30303031303130313030303030305a'],
  ] as const
  for (const [iso, der] of cases) {
    const { notAfter, rawInfo } = await issue({ notAfter: Date.parse(iso) })
    t.equal(notAfter, Date.parse(iso))
    t.ok(rawInfo.includes(Buffer.from(der, 'hex')), iso)
  }
})

t.test('serial numbers are minimal and not negative', async (t) => {
  const cases = [
    ['00000001', '01'],
    ['80', '0080'],
    ['0000', '00'],
    ['', '00'],
    ['ff00', '00ff00'],
  ] as const
  for (const [serial, expected] of cases) {
    const { serialNumber } = await issue({ serial: Buffer.from(serial, 'hex') })
    t.equal(serialNumber.toString('hex'), expected)
  }
})

t.test('the names of subject and issuer are copied byte for byte', async (t) => {
  // two common names, one of them a T61String: re-encoding would change this subject
  const subject = Buffer.from(
    '3020311e300a06035504030c0361626330100603550403140962626262626262626c',
    'hex',
  )
  const certificate = await issue({ subject })
  t.same(certificate.rawSubject, subject)
  t.same(certificate.rawIssuer, commonName('ca'))
})

t.test('names are ordered by kind, with IPv4 addresses in four bytes', async (t) => {
  const mapped = Buffer.from('00000000000000000000ffff01020304', 'hex')
  const v6 = Buffer.alloc(16, 1)
  const sans = { dns: ['b', 'a'], email: ['e@f'], ip: [v6, mapped], uri: ['u:v'] }
  const certificate = await issue({ sans })
  t.same(certificate.sans, { ...sans, ip: [v6, Buffer.of(1, 2, 3, 4)] })
  t.equal(
    certificate.extensions.at(-1)?.value.toString('hex'),
    `302882016282016181036540668710${'01'.repeat(16)}8704010203048603753a76`,
  )
})

t.test('each type of CA key signs with its algorithm', async (t) => {
  const p224 = generateKeyPairSync('ec', { namedCurve: 'P-224' }).privateKey
  const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey
  const kinds = [
    [rsa2048, 'SHA256-RSA'],
    [p224, 'ECDSA-SHA256'],
    [p256, 'ECDSA-SHA256'],
    [p384, 'ECDSA-SHA384'],
    [p521, 'ECDSA-SHA512'],
    [ed25519, 'Ed25519'],
  ] as const
  for (const [key, algorithm] of kinds) {
    const certificate = await issue({}, key)
    const self = await issue({ spki: spkiOf(key) }, key)
    t.equal(certificate.signatureAlgorithm?.name, algorithm)
    t.equal(signatureProblem(certificate, self.publicKey), undefined)
  }
})

t.test('X25519, Ed448 and secp256k1 keys are rejected', async (t) => {
  for (const key of [
    generateKeyPairSync('x25519').privateKey,
    generateKeyPairSync('ed448').privateKey,
    generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey,
  ]) {
    t.throws(() => signingKeyOf(key, 'the key'), CaError)
  }
})

t.test('a root needs a key that can sign', async (t) => {
  const { privateKey } = generateKeyPairSync('x25519')
  const template = {
    key: privateKey,
    commonName: 'a',
    notBefore: 0,
    notAfter: Date.UTC(2030, 0),
    serial: Buffer.of(1),
  }
  await t.rejects(selfSignedRoot(template), {
    name: 'CaError',
    message: /^The CA key is of type x25519, which cannot sign certificates;/,
  })
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  t.ok(new X509Certificate(await selfSignedRoot({ ...template, key })).ca)
})
