import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { connect, type ClientHttp2Session } from 'node:http2'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { text as textOf } from 'node:stream/consumers'
import t from 'tap'
import { type CertificateAuthority, createCertificateAuthority } from '../../src/ca/authority.ts'
import { TAG } from '../../src/ca/der/read.ts'
import { type Identity, issueIdentity, type NewIdentity } from '../../src/ca/identity.ts'
import { exportKey } from '../../src/ca/keys.ts'
import { encodePem } from '../../src/ca/pem.ts'
import { OID } from '../../src/ca/oid.ts'
import { validityFor } from '../../src/ca/policy.ts'
import { keyPurposes } from '../../src/ca/usages.ts'
import {
  attribute,
  certificateDer,
  type CertificateParts,
  commonName,
  extension,
  name,
  spkiOf,
  text,
  validity,
} from '../ca/builders.ts'
import { startServer } from '../fixtures/server.ts'
import { countingEntropy } from '../fixtures/entropy.ts'
import { arrival, ending, statusOf } from '../fixtures/waits.ts'

const HOUR = 3600
const SUBJECT_REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews'

const server = await startServer(t)
const { clock } = server
const { authority, adminToken } = server.server

const identity = (more: Partial<NewIdentity> = {}, issuer: CertificateAuthority = authority) =>
  issueIdentity(issuer, {
    clock,
    commonName: 'jane',
    organizations: ['devs', 'testers'],
    usages: ['digital signature', 'client auth'],
    seconds: HOUR,
    ...more,
  })

interface Login {
  readonly identity?: Identity
  readonly token?: string
}

interface Whoami {
  readonly code: number
  readonly user: Record<string, unknown> | undefined
}

const whoami = async ({ identity: shown, token }: Login): Promise<Whoami> => {
  const { code, body } = await server.post(
    SUBJECT_REVIEWS,
    {},
    {
      identity:
        shown === undefined
          ? (undefined as never)
          : { certificate: shown.certificatePem, key: shown.keyPem },
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    },
  )
  return { code, user: body.status?.userInfo }
}

t.test('a client with an invalid certificate gets 401, and is not anonymous', async (t) => {
  const stranger = await createCertificateAuthority({
    clock,
    entropy: countingEntropy(),
    keyType: 'p256',
  })
  const cases = [
    ['of another CA', await identity({}, stranger)],
    ['for servers', await identity({ usages: ['digital signature', 'server auth'] })],
    ['with an empty uid', await identity({ uid: '' })],
  ] as const
  for (const [why, shown] of cases) {
    t.strictSame(await whoami({ identity: shown }), { code: 401, user: undefined }, why)
  }
  const soon = { now: () => clock.now() + 2 * HOUR * 1000, after: () => () => undefined }
  t.equal((await whoami({ identity: await identity({ clock: soon }) })).code, 401, 'too early')
})

t.test(
  'a certificate takes precedence over a token, which is used if the certificate is invalid',
  async (t) => {
    const good = await identity()
    const bad = await identity({ usages: ['server auth'] })
    t.match(await whoami({ identity: good, token: adminToken }), { user: { username: 'jane' } })
    t.match(await whoami({ identity: good, token: 'nonsense' }), { user: { username: 'jane' } })
    t.match(await whoami({ identity: bad, token: adminToken }), {
      user: { username: 'kubernetes-admin' },
    })
    t.match(await whoami({ identity: bad, token: 'nonsense' }), { code: 401 })
  },
)

/** on a persistent connection */
const statusOn = async (session: ClientHttp2Session) => {
  const stream = session.request({
    ':path': SUBJECT_REVIEWS,
    ':method': 'POST',
    'content-type': 'application/json',
  })
  stream.end('{}')
  stream.resume()
  return statusOf(stream)
}

t.test('a connection gets 401 and is closed once its client certificate expires', async (t) => {
  const { certificatePem: cert, keyPem: key } = await identity({ seconds: HOUR })
  const session = connect(server.url, { cert, key, rejectUnauthorized: false })
  session.on('error', (error) => t.fail(error.message))
  t.teardown(() => session.close())
  t.equal(await statusOn(session), 201)
  clock.advance((HOUR - 600) * 1000)
  t.equal(await statusOn(session), 201)
  clock.advance(601_000)
  t.equal(await statusOn(session), 401)
  await ending(session)
  t.pass('and the server ends the connection')
})

t.test('names in Latin-1 (T61String) are decoded for the login', async (t) => {
  const latin1 = (type: string, value: string) => [
    attribute(type, text(TAG.t61String, Buffer.from(value, 'latin1'))),
  ]
  const subject = name(latin1(OID.organization, 'Müller'), latin1(OID.commonName, 'Ünï'))
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const certificatePem = await authority.issue({
    ...keyPurposes(['client auth']),
    ...validityFor(HOUR, clock.now(), authority.notAfter),
    subject,
    spki: spkiOf(key),
    sans: { dns: [], ip: [], email: [], uri: [] },
  })
  const { code, user } = await whoami({ identity: { certificatePem, keyPem: exportKey(key) } })
  t.equal(code, 201)
  t.match(user, { username: 'Ünï', groups: ['Müller', 'system:authenticated'] })
})

/** `options.session`: the TLS session to resume */
const onNewConnection = async (
  options: ConnectionOptions,
): Promise<{ status: number; isResumed: boolean; session: Buffer | undefined }> => {
  const { hostname, port } = new URL(server.url)
  const socket = connectTls({
    host: hostname,
    port: Number(port),
    rejectUnauthorized: false,
    ...options,
  })
  let session: Buffer | undefined
  socket.on('session', (made: Buffer) => (session = made))
  await arrival(socket, 'secureConnect')
  const isResumed = socket.isSessionReused()
  socket.write(
    `POST ${SUBJECT_REVIEWS} HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n` +
      'content-type: application/json\r\nconnection: close\r\n\r\n{}',
  )
  const answer = await textOf(socket)
  return { status: Number(answer.slice(9, 12)), isResumed, session }
}

t.test(
  'intermediate certificates apply to their connection, and to connections that resume its session',
  async (t) => {
    const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const [middleKey, key] = [newKey(), newKey()]
    const now = clock.now()
    const pem = (parts: CertificateParts) =>
      encodePem(
        'CERTIFICATE',
        certificateDer({ validity: validity(now - 1000, now + 1000 * HOUR), ...parts }),
      )
    const middle = pem({
      subject: commonName('middle'),
      spki: spkiOf(middleKey),
      issuer: authority.certificate.rawSubject,
      issuerKey: createPrivateKey(authority.keyPem),
      extensions: [extension(OID.basicConstraints, Buffer.from('30030101ff', 'hex'))],
    })
    const leaf = pem({ spki: spkiOf(key), issuer: commonName('middle'), issuerKey: middleKey })
    const keyPem = exportKey(key)
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const chained = { key: keyPem, cert: leaf + middle, maxVersion }
      const first = await onNewConnection(chained)
      t.match(first, { status: 201, isResumed: false })
      t.match(
        await onNewConnection({ ...chained, session: first.session! }),
        { status: 201, isResumed: true },
        `resumed, ${maxVersion}`,
      )
      t.match(
        await onNewConnection({ ...chained, cert: leaf }),
        { status: 401, isResumed: false },
        'without the intermediate',
      )
    }
  },
)
