/* A server that runs for longer than its certificates are good for, seen over TLS. */
import { X509Certificate } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import http2 from 'node:http2'
import { connect as connectPlainly } from 'node:net'
import { join } from 'node:path'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import t, { type Test } from 'tap'
import { writeAdminFiles } from '../../src/cli/kubeconfig/admin-files.ts'
import { createCertificateAuthority } from '../../src/ca/create-authority.ts'
import { createServer, type Server } from '../../src/server/server.ts'
import { systemEntropy } from '../../src/server/system.ts'
import { ManualClock } from '../fixtures/clock.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { arrival, ending, until } from '../fixtures/waits.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NAMESPACES = '/api/v1/namespaces'

interface Started {
  readonly client: TestServer
  readonly server: Server
  readonly clock: ManualClock
  readonly at: { readonly url: string; readonly caPem: string }
}

/** A server whose clock, at first that of the client, is moved. */
const started = async (
  t: Test,
  options: Parameters<typeof startServer<ManualClock>>[1] = {},
): Promise<Started> => {
  const clock = new ManualClock(Date.now())
  const client = await startServer(t, { clock, ...options })
  const { server, url } = client
  return { client, server, clock, at: { url, caPem: server.authority.certificatePem } }
}

/** The certificate that a new connection gets; a full handshake, trusting the root CA alone. */
const shown = async (
  { at }: Started,
  options: ConnectionOptions = {},
): Promise<X509Certificate> => {
  const { hostname, port } = new URL(at.url)
  const socket: TLSSocket = connect({
    host: hostname,
    port: Number(port),
    ca: at.caPem,
    ...options,
  })
  await arrival(socket, 'secureConnect')
  const { raw } = socket.getPeerCertificate()
  socket.destroy()
  return new X509Certificate(raw)
}

/** Connects until a certificate comes that is not `old`: renewal needs a few turns of the event loop. */
const another = async (server: Started, old: X509Certificate): Promise<X509Certificate> => {
  let next = old
  await until(async () => {
    next = await shown(server)
    return next.serialNumber !== old.serialNumber
  }, 'another certificate')
  return next
}

const endOf = (certificate: X509Certificate): number => Date.parse(certificate.validTo)

/** Asks over a session that stays. */
const statusOf = async (session: http2.ClientHttp2Session, server: Server): Promise<unknown> => {
  const headers = { ':path': NAMESPACES, authorization: `Bearer ${server.adminToken}` }
  const stream = session.request(headers)
  const [response] = (await arrival(stream, 'response')) as [http2.IncomingHttpHeaders]
  stream.resume()
  await arrival(stream, 'end')
  return response[':status']
}

t.test('a month before its end the serving certificate is followed by another', async (t) => {
  const running = await started(t)
  const { client, server, clock, at } = running
  const first = await shown(running)
  const session = http2.connect(at.url, { ca: at.caPem })
  t.equal(await statusOf(session, server), 200)

  clock.advance(334 * DAY)
  t.equal((await shown(running)).serialNumber, first.serialNumber, 'not yet')
  clock.advance(DAY)
  const second = await another(running, first)
  t.ok(Math.abs(endOf(second) - clock.now() - 365 * DAY) < HOUR, second.validTo)
  t.equal(second.validFrom, first.validFrom, 'good for a client whose clock stood still, too')
  t.equal(second.subjectAltName, first.subjectAltName)
  t.not(second.fingerprint256, first.fingerprint256)

  t.equal(await statusOf(session, server), 200, 'a connection from before goes on')
  session.close()
  t.equal((await client.get(NAMESPACES)).code, 200, 'HTTP/1.1')
  const over2 = http2.connect(at.url, { ca: at.caPem })
  t.equal(await statusOf(over2, server), 200, 'HTTP/2')
  over2.close()
  t.equal((await shown(running, { maxVersion: 'TLSv1.2' })).serialNumber, second.serialNumber)
  await t.rejects(shown(running, { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }), 'as before')
  await t.rejects(shown(running, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }), 'as before')

  clock.advance(340 * DAY)
  const third = await another(running, second)
  t.ok(endOf(third) > endOf(second), 'again and again')
})

t.test('the first connection after a jump of the clock waits for the new one', async (t) => {
  let ahead = 0
  // no timer of it ever fires
  const clock = { now: () => Date.now() + ahead, after: () => () => undefined }
  const { server, url } = await startServer(t, { clock })
  const running = { server, at: { url, caPem: server.authority.certificatePem } } as Started
  const first = await shown(running)
  ahead = 3 * 365 * DAY
  const second = await shown(running)
  t.not(second.serialNumber, first.serialNumber)
  t.ok(endOf(second) > clock.now())
  ahead = -HOUR
  const [third, beside] = await Promise.all([shown(running), shown(running)])
  t.equal(third.serialNumber, beside.serialNumber, 'whoever comes meanwhile waits too')
  t.ok(Date.parse(third.validFrom) <= clock.now(), 'back too, before its beginning')
  t.ok(endOf(third) > clock.now())
})

t.test('whoever waits for it when the server stops, or goes away, is no trouble', async (t) => {
  const running = await started(t)
  const { server, clock, at } = running
  const { hostname, port } = new URL(at.url)
  const admin = server.admin.certificatePem
  clock.advance(3 * 365 * DAY)
  const impatient = connectPlainly(Number(port), hostname)
  await arrival(impatient, 'connect')
  impatient.resetAndDestroy()
  const patient = connectPlainly(Number(port), hostname)
  await arrival(patient, 'connect')
  const gone = ending(patient)
  await server.close()
  await gone
  t.not(server.admin.certificatePem, admin, 'what had begun was finished')
})

t.test('so does that of a CA of one’s own, with the keys encrypted', async (t) => {
  const clock = new ManualClock(Date.now())
  const own = await createCertificateAuthority({
    clock,
    entropy: systemEntropy,
    keyType: 'rsa2048',
  })
  const running = await started(t, {
    clock,
    dataDir: t.testdir({}),
    encryptionPassphrase: 'hush',
    ca: { certificate: own.certificatePem, key: own.keyPem },
  })
  const first = await shown(running)
  clock.advance(340 * DAY)
  const second = await another(running, first)
  t.ok(second.verify(new X509Certificate(own.certificatePem).publicKey))
  t.not(second.serialNumber, first.serialNumber)
})

t.test('nothing outlives the root CA, and what ends with it is not made again', async (t) => {
  const running = await started(t)
  const { server, clock } = running
  const end = server.authority.notAfter
  let last = await shown(running)
  clock.advance(end - clock.now() - 200 * DAY)
  // one that became due on the way was made then, and is followed by another
  while (endOf(last) !== end) last = await another(running, last)
  await until(async () => {
    await shown(running)
    return endOf(new X509Certificate(server.admin.certificatePem)) === end
  }, 'an administrator who lasts as long as the root CA')
  let renewals = 0
  server.onNewAdmin(() => renewals++)
  const admin = server.admin.certificatePem
  for (const ms of [170 * DAY, 29 * DAY, 2 * DAY, 30 * DAY]) {
    clock.advance(ms)
    for (let i = 0; i < 3; i++) t.equal((await shown(running)).serialNumber, last.serialNumber)
  }
  t.equal(renewals, 0)
  t.equal(server.admin.certificatePem, admin)
})

t.test(
  'the administrator’s certificate, and the files that have it, are renewed too',
  async (t) => {
    const dataDir = t.testdir({})
    const kubeconfig = join(dataDir, 'kubeconfig')
    const running = await started(t, { dataDir, encryptionPassphrase: 'hush', logLevel: 'silent' })
    const { client, server, clock, at } = running
    const files = { name: 'kubernetes', url: at.url, folder: dataDir, mark: {}, kubeconfig }
    const write = (): unknown => writeAdminFiles(server, files)
    write()
    let tries = 0
    server.onNewAdmin(() => {
      tries++
      write()
    })
    const first = server.admin
    const read = (name: string): string => readFileSync(join(dataDir, name), 'utf8')
    const code = async ({ certificatePem, keyPem }: typeof first): Promise<number> =>
      (await client.get(NAMESPACES, { identity: { certificate: certificatePem, key: keyPem } }))
        .code

    // the kubeconfig became one that is none of ours: it is left, and the next try finds it mended
    writeFileSync(kubeconfig, 'kind: Other\n')
    clock.advance(340 * DAY)
    await until(async () => {
      await shown(running)
      return tries > 0
    }, 'a try')
    t.equal(read('kubeconfig'), 'kind: Other\n')
    t.equal(read('admin.crt'), server.admin.certificatePem)
    t.equal(await code(first), 200, 'copies of the one before are good until it ends')
    rmSync(kubeconfig)
    clock.advance(HOUR)
    await until(async () => {
      await shown(running)
      return hasKubeconfig(kubeconfig)
    }, 'a kubeconfig')
    const second = server.admin
    t.not(second.certificatePem, first.certificatePem)
    t.match(read('kubeconfig'), Buffer.from(second.certificatePem).toString('base64'))
    t.equal(read('admin.key'), second.keyPem)

    clock.advance(40 * DAY)
    t.equal(await code(first), 401)
    t.equal(await code(second), 200)
    await server.close()
    const again = await createServer({ dataDir, encryptionPassphrase: 'hush', clock })
    t.teardown(() => again.close())
    t.equal(again.admin.certificatePem, second.certificatePem, 'kept over a restart')
  },
)

const hasKubeconfig = (path: string): boolean => {
  try {
    return readFileSync(path, 'utf8') !== ''
  } catch {
    return false
  }
}

t.test(
  'after a move of the clock or a reset the administrator has a valid certificate',
  async (t) => {
    const { server } = await started(t)
    const renewed: string[] = []
    server.onNewAdmin(() => renewed.push(server.admin.certificatePem))
    const assertValid = (move: string): void => {
      const { validFrom, validTo } = new X509Certificate(server.admin.certificatePem)
      const now = server.clock.now()
      t.ok(Date.parse(validFrom) <= now && now < Date.parse(validTo), `${move}: ${validFrom}`)
      t.equal(renewed.at(-1), server.admin.certificatePem, `${move}: files are written`)
    }
    await server.clock.advance(366 * DAY)
    assertValid('forward')
    await server.worlds.reset()
    assertValid('reset')
    await server.clock.set(server.clock.now() + 400 * DAY, undefined)
    assertValid('set')
  },
)
