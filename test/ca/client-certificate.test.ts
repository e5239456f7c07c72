import t from 'tap'
import { fingerprint, parseCertificate } from '../../src/ca/certificate.ts'
import { type ShownCertificates, verifyClientCertificate } from '../../src/ca/client-certificate.ts'
import { ClientCertificateError } from '../../src/ca/verify.ts'
import { TAG } from '../../src/ca/der/read.ts'
import { OID } from '../../src/ca/oid.ts'
import {
  attribute,
  CA,
  certificateDer,
  type CertificateParts,
  CLIENT,
  commonName,
  DAY,
  name,
  NOW,
  rsaSpki,
  spkiOf,
  text,
  utf8,
  validity,
  newKey,
} from './builders.ts'
import { stopwatch } from '../fixtures/processor-time.ts'
import { times } from '../fixtures/times.ts'

const authority = (parts: CertificateParts = {}) =>
  parseCertificate(
    certificateDer({
      subject: commonName('ca'),
      validity: validity(NOW - 50 * DAY, NOW + 50 * DAY),
      extensions: [CA],
      ...parts,
    }),
  )

const authorities = [authority()]

const leaf = (parts: CertificateParts = {}) => certificateDer({ extensions: [CLIENT], ...parts })

const identify = (der: Buffer, now = NOW) =>
  verifyClientCertificate({ certificate: der, chain: [] }, authorities, now)

const refusalOf = (shown: ShownCertificates, cas = authorities, now = NOW) => {
  try {
    verifyClientCertificate(shown, cas, now)
    return undefined
  } catch (error) {
    if (error instanceof ClientCertificateError) return error
    throw error
  }
}

const messageOf = (certificate: Buffer, chain: Buffer[]) =>
  refusalOf({ certificate, chain })?.message

const reasonOf = (...asked: Parameters<typeof refusalOf>) => refusalOf(...asked)?.reason

const reason = (certificate: Buffer, chain: Buffer[] = [], cas = authorities, now = NOW) =>
  reasonOf({ certificate, chain }, cas, now)

const middleKey = newKey()
const middleCa = (parts: CertificateParts = {}) =>
  certificateDer({
    subject: commonName('middle'),
    spki: spkiOf(middleKey),
    extensions: [CA],
    validity: validity(NOW - DAY, NOW + DAY),
    ...parts,
  })
const belowMiddle = (parts: CertificateParts = {}) =>
  leaf({ issuer: commonName('middle'), issuerKey: middleKey, ...parts })

t.test('a certificate identifies a user', async (t) => {
  const subject = name(
    [attribute(OID.organization, utf8('b')), attribute(OID.organization, utf8('a'))],
    [attribute(OID.commonName, utf8('jane'))],
    [attribute(OID.kubernetesUid, utf8('u-1'))],
  )
  const der = leaf({ subject })
  const identity = {
    commonName: 'jane',
    organizations: ['b', 'a'],
    uid: 'u-1',
    fingerprintHex: fingerprint(der),
  }
  t.same(identify(der, NOW), identity)
  t.same(identify(der, NOW), identity, 'and again')
})

t.test("a certificate's validity is checked at each request", async (t) => {
  const der = leaf()
  const second = NOW - (NOW % 1000)
  t.equal(reason(der, [], authorities, second - 1), 'not-yet-valid')
  t.equal(reason(der, [], authorities, second), undefined)
  t.equal(reason(der, [], authorities, second + DAY), undefined)
  t.equal(reason(der, [], authorities, second + DAY + 1), 'expired')
  t.equal(reason(der, [], authorities, second - 1), 'not-yet-valid')
  t.throws(() => identify(der, second + DAY + 1000), {
    message:
      'x509: certificate has expired or is not yet valid: current time 2030-05-07T07:08:10Z is after 2030-05-07T07:08:09Z',
  })
})

t.test(
  'certificates of a connection are verified again when time has changed their validity',
  async (t) => {
    const intermediate = (from: number, until: number) =>
      middleCa({ validity: validity(from, until) })
    const second = NOW - (NOW % 1000)
    const certificate = belowMiddle({ validity: validity(NOW - DAY, NOW + 4 * DAY) })
    const shown = {
      certificate,
      chain: [intermediate(NOW, NOW + DAY), intermediate(NOW + 2 * DAY, NOW + 3 * DAY)],
    }
    const cases: [now: number, reason: string | undefined][] = [
      [second - 1, 'not-yet-valid'],
      [second, undefined],
      [second + DAY, undefined],
      [second + DAY + 1, 'not-yet-valid'],
      [second + 2 * DAY, undefined],
      [second + 3 * DAY + 1, 'expired'],
      [second + 1, undefined],
    ]
    for (const [now, expected] of cases)
      t.equal(reasonOf(shown, authorities, now), expected, `after ${(now - second) / DAY} days`)
  },
)

t.test('certificates that sign each other are rejected quickly', async (t) => {
  const loop = times(40, (i) =>
    certificateDer({
      subject: commonName('ca'),
      serial: Buffer.of(2, 1, i),
      extensions: [CA],
      validity: validity(NOW - DAY, NOW + DAY),
    }),
  )
  const elsewhere = [authority({ subject: commonName('elsewhere') })]
  const spent = stopwatch()
  t.equal(reason(leaf(), loop, elsewhere), 'unknown-ca')
  t.ok(spent() < 3000)
})

t.test('data that is not a certificate is malformed', async (t) => {
  t.equal(reason(Buffer.from('x')), 'malformed')
  t.equal(reason(leaf().subarray(1)), 'malformed')
})

t.test('a uid is a single nonempty string', async (t) => {
  const uids = (...values: string[]) =>
    leaf({
      subject: name(
        [attribute(OID.commonName, utf8('jane'))],
        ...values.map((value) => [attribute(OID.kubernetesUid, utf8(value))]),
      ),
    })
  t.equal(identify(uids(), NOW).uid, undefined)
  t.equal(identify(uids('__proto__'), NOW).uid, '__proto__')
  t.throws(() => identify(uids('a', 'b'), NOW), {
    reason: 'bad-uid',
    message: 'expected 1 UID, but found multiple: [a b]',
  })
  t.throws(() => identify(uids(''), NOW), {
    reason: 'bad-uid',
    message: 'UID cannot be an empty string',
  })
})

t.test(
  'a certificate without a common name is accepted, with an empty name; its uid is ignored',
  async (t) => {
    const subject = name(
      [attribute(OID.organization, utf8('dev'))],
      [attribute(OID.kubernetesUid, text(TAG.utf8String, ''))],
    )
    t.match(identify(leaf({ subject }), NOW), {
      commonName: '',
      uid: undefined,
    })
  },
)

t.test("a certificate's user is parsed once, not at each request", async (t) => {
  const shown = { certificate: leaf(), chain: [] }
  const found = verifyClientCertificate(shown, authorities, NOW)
  t.equal(verifyClientCertificate(shown, authorities, NOW + 1), found)
  const again = { certificate: Buffer.from(shown.certificate), chain: [] }
  t.equal(verifyClientCertificate(again, authorities, NOW), found, 'on another connection')
})

t.test('a certificate shown with other intermediates is verified again', async (t) => {
  const cas = [authority()]
  const certificate = belowMiddle()
  t.equal(reason(certificate, [middleCa()], cas), undefined)
  const cases: [string, Buffer[], string][] = [
    ['no intermediate', [], 'unknown-ca'],
    ['an expired CA', [middleCa({ validity: validity(NOW - 2 * DAY, NOW - DAY) })], 'expired'],
    ['an unrelated CA', [middleCa({ subject: commonName('other') })], 'unknown-ca'],
    ['a certificate that is not a CA', [middleCa({ extensions: [CLIENT] })], 'unknown-ca'],
    ['data that is not a certificate', [Buffer.from('x')], 'malformed'],
  ]
  for (const [what, chain, expected] of cases)
    t.equal(reason(certificate, chain, cas), expected, what)
  t.equal(reason(certificate, [middleCa()], cas), undefined, 'a valid one again')
})

t.test('a resumed session has only the leaf, and uses its last valid chain', async (t) => {
  const cas = [authority()]
  const certificate = belowMiddle()
  const resumed = { certificate, chain: [], isResumed: true }
  t.equal(reasonOf(resumed, cas), 'unknown-ca', 'for a leaf that was not seen')
  t.equal(reason(certificate, [middleCa()], cas), undefined)
  t.equal(reasonOf({ ...resumed }, cas), undefined)
  t.equal(reason(certificate, [], cas), 'unknown-ca', 'not resumed')
  t.equal(reasonOf({ ...resumed }, cas), undefined)
})

t.test('a thousand clients are cached, the oldest is evicted first', async (t) => {
  const cas = [authority()]
  const certificate = belowMiddle()
  const resumed = (): ShownCertificates => ({ certificate, chain: [], isResumed: true })
  const chain = [middleCa()]
  t.equal(reason(certificate, chain, cas), undefined)
  for (let i = 0; i < 1000; i++) {
    if (i === 999) t.equal(reasonOf(resumed(), cas), undefined, 'after 999 others')
    reason(leaf({ serial: Buffer.of(2, 3, 1, i >> 8, i & 255) }), [], cas)
  }
  t.equal(reasonOf(resumed(), cas), 'unknown-ca', 'without its chain it is unknown again')
  t.equal(reason(certificate, chain, cas), undefined)
})

t.test('RSA keys above 8,192 bits are rejected, in a leaf and in other certificates', async (t) => {
  const larger = 'tls: client sent certificate containing RSA key larger than 8192 bits'
  const of = (bits: number) => leaf({ spki: rsaSpki(bits) })
  t.equal(messageOf(of(8192), []), undefined)
  for (const bits of [8200, 16_384]) {
    t.equal(messageOf(of(bits), []), larger)
    t.equal(messageOf(leaf(), [of(bits)]), larger)
  }
})

t.test('the number of signatures checked per handshake is limited', async (t) => {
  const namesakes = (count: number) =>
    times(count, (i) =>
      certificateDer({
        subject: commonName('middle'),
        serial: Buffer.of(2, 1, i),
        extensions: [CA],
      }),
    )
  const below = leaf({ issuer: commonName('middle'), issuerKey: newKey() })
  const limit = 'x509: signature check attempts limit reached while verifying certificate chain'
  const unknown = 'x509: certificate signed by unknown authority'
  t.equal(messageOf(below, namesakes(10)), unknown)
  t.equal(messageOf(below, namesakes(40)), limit)
})

t.test('a CA may stand behind hundreds of others in the list of CAs', async (t) => {
  const others = times(300, (i) => authority({ subject: commonName(`ca ${i}`) }))
  t.equal(reason(leaf(), [], [...others, ...authorities]), undefined)
})

t.test("a connection's certificates are rejected with the same error each time", async (t) => {
  const shown = { certificate: leaf({ issuerKey: newKey() }), chain: [] }
  const first = refusalOf(shown)
  t.ok(first)
  t.equal(refusalOf(shown), first, 'the same object, not a new one')
  t.not(refusalOf({ ...shown }), first, 'a new one on another connection')
})
