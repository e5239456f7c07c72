import crypto, { createPrivateKey } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import t from 'tap'
import { OID } from '../../../../src/ca/oid.ts'
import { encodePem } from '../../../../src/ca/pem.ts'
import {
  attribute,
  CA,
  certificateDer,
  type CertificateParts,
  commonName,
  DAY,
  name,
  rsaSpki,
  spkiOf,
  utf8,
  validity,
  newKey,
} from '../../../ca/builders.ts'
import { startServer } from '../../../fixtures/server.ts'
import { arrival, ending } from '../../../fixtures/waits.ts'

const leafKey = newKey()
const pemOf = (ders: readonly Buffer[]) => ders.map((der) => encodePem('CERTIFICATE', der)).join('')

/** A public key whose large exponent makes verification slow. It has no private key. */
const hugeKey = (bits: number) => rsaSpki(bits, Buffer.from('02047fffffff', 'hex'))

const checksDuring = async (action: () => Promise<unknown>) => {
  const { verify } = crypto
  let checks = 0
  crypto.verify = ((...given: Parameters<typeof verify>) => {
    checks++
    return verify(...given)
  }) as typeof verify
  syncBuiltinESMExports()
  try {
    await action()
  } finally {
    crypto.verify = verify
    syncBuiltinESMExports()
  }
  return checks
}

t.test('client certificates are verified with few signature checks', async (t) => {
  const lab = await startServer(t, { hints: true })
  const { authority } = lab.server
  const now = lab.clock.now()
  const around = validity(now - DAY, now + DAY)
  const rootKey = createPrivateKey(authority.keyPem)
  const made = (parts: CertificateParts) =>
    certificateDer({
      issuer: authority.certificate.rawSubject,
      issuerKey: rootKey,
      validity: around,
      extensions: [CA],
      ...parts,
    })
  const jane = (parts: CertificateParts = {}) =>
    made({
      subject: name(
        [attribute(OID.organization, utf8('system:masters'))],
        [attribute(OID.commonName, utf8('jane'))],
      ),
      spki: spkiOf(leafKey),
      extensions: [],
      ...parts,
    })

  /** Sends pipelined requests over HTTP/1.1; returns all data until the connection closes. */
  const pipelined = async (chain: readonly Buffer[], count: number) => {
    const key = leafKey.export({ type: 'pkcs8', format: 'pem' })
    const socket = await lab.socket({ cert: pemOf(chain), key })
    const asked = 'GET /api/v1/namespaces HTTP/1.1\r\nHost: a\r\n\r\n'
    const last = 'GET /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
    socket.write(asked.repeat(count - 1) + last)
    let text = ''
    socket.on('data', (data: Buffer) => (text += data.toString('latin1')))
    await ending(socket)
    return text
  }

  /** CAs without private keys. Each names the next as its issuer; the last names the root. */
  const strangers = (bits: number) =>
    Array.from({ length: 20 }, (_, i) =>
      made({
        subject: commonName(`huge ${i}`),
        issuer: i === 19 ? authority.certificate.rawSubject : commonName(`huge ${i + 1}`),
        issuerKey: leafKey,
        spki: hugeKey(bits),
      }),
    )
  const stranger = jane({ issuer: commonName('huge 0'), issuerKey: leafKey })

  const cases = [
    ['keys above 8192 bits are not used', [stranger, ...strangers(8200)], 0],
    [
      'only the certificate that names the root as its issuer is verified',
      [stranger, ...strangers(8192)],
      1,
    ],
    [
      'each certificate that names the root as its issuer is verified once',
      [
        stranger,
        ...strangers(8192).map(() =>
          made({ subject: commonName('huge 0'), issuerKey: leafKey, spki: hugeKey(8192) }),
        ),
      ],
      20,
    ],
  ] as const
  for (const [what, chain, most] of cases) {
    let text = ''
    const checks = await checksDuring(async () => {
      text = await pipelined(chain, 10)
    })
    t.ok(checks <= most, `${what}: ${checks} checks`)
    t.match(text, /^HTTP\/1\.1 401 /)
    t.equal(
      text.match(/HTTP\/1\.1 401 /g)?.length,
      1,
      'the connection ends with the first response',
    )
    t.match(text, /\r\nconnection: close\r\n/i)
  }

  await t.test('a valid certificate is verified once for several requests', async (t) => {
    const checks = await checksDuring(async () => {
      const text = await pipelined([jane()], 5)
      t.equal(text.match(/HTTP\/1\.1 200 /g)?.length, 5)
    })
    t.equal(checks, 1)
    t.equal(
      await checksDuring(() => pipelined([jane()], 5)),
      1,
      'a certificate with a new signature is verified again',
    )
  })

  await t.test('an invalid token leaves the connection open', async (t) => {
    const socket = await lab.socket()
    socket.write('GET /api HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\n\r\n')
    const [data] = (await arrival(socket, 'data')) as [Buffer]
    t.match(data.toString(), /^HTTP\/1\.1 401 /)
    t.notMatch(data.toString(), /connection: close/i)
    socket.destroy()
  })

  await t.test('a renewed CA works beside an expired one of the same name and key', async (t) => {
    const middleKey = newKey()
    const below = jane({ issuer: commonName('middle'), issuerKey: middleKey })
    const middle = (parts: CertificateParts = {}) =>
      made({ subject: commonName('middle'), spki: spkiOf(middleKey), ...parts })
    const old = middle({ validity: validity(now - 2 * DAY, now - DAY) })
    const renewed = middle({ serial: Buffer.of(2, 1, 9) })
    for (const chain of [
      [below, old, renewed],
      [below, renewed, old],
    ])
      t.match(await pipelined(chain, 1), /^HTTP\/1\.1 200 /)
    t.match(
      await pipelined([jane({ issuer: commonName('middle'), issuerKey: middleKey }), old], 1),
      /^HTTP\/1\.1 401 /,
    )
  })
})
