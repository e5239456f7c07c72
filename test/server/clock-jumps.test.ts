/** The clock jumps back an hour, and forward one year or eleven years. */
import t, { type Test } from 'tap'
import type { Clock } from '../../src/apimachinery/clock.ts'
import { parseCertificatesPem } from '../../src/ca/certificate.ts'
import { verifyClientCertificate } from '../../src/ca/client-certificate.ts'
import type { RunningServer } from '../../src/server/running-server.ts'
import { createServer } from '../../src/server/server.ts'
import { inject } from '../fixtures/server.ts'
import { systemClock } from '../../src/server/system.ts'

const HOUR = 3_600_000
const YEAR = 366 * 24 * HOUR
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'

const folder = (t: Test) => {
  const dataDir = t.testdir({})
  let ahead = 0
  const clock: Clock = { ...systemClock, now: () => Date.now() + ahead }
  return {
    clock,
    move: (ms: number): void => void (ahead = ms),
    serve: (): Promise<RunningServer> => createServer({ dataDir, clock, caKeyType: 'p256' }),
  }
}

const write = async (server: RunningServer) => {
  const { code, body } = await inject(server, 'POST', CONFIG_MAPS, {
    metadata: { generateName: 'x' },
  })
  if (code !== 201) throw new Error(JSON.stringify(body))
  return Number((body['metadata'] as { resourceVersion: string }).resourceVersion)
}

const adminLogsIn = ({ admin, authority }: RunningServer, clock: Clock) => {
  const [certificate] = parseCertificatesPem(admin.certificatePem)
  return verifyClientCertificate(
    { certificate: certificate!.raw, chain: [] },
    [authority.certificate],
    clock.now(),
  ).commonName
}

t.test(
  'after jumps between starts, revisions grow, data are kept, and the administrator logs in',
  async (t) => {
    const { clock, move, serve } = folder(t)
    // two hours ago, so that the CA is already valid when the clock is an hour behind
    move(-2 * HOUR)
    let server = await serve()
    const revisions = [await write(server)]
    const first = server.authority.fingerprint
    for (const ahead of [0, -HOUR, 0, YEAR, 0]) {
      await server.close()
      move(ahead)
      server = await serve()
      revisions.push(await write(server))
      t.equal(adminLogsIn(server, clock), 'kubernetes-admin', `${ahead / HOUR} hours ahead`)
      t.equal(server.authority.fingerprint, first, 'the same CA')
    }
    t.same(
      revisions,
      [...revisions].sort((a, b) => a - b),
    )
    t.equal(new Set(revisions).size, revisions.length)
    const { body } = await inject(server, 'GET', CONFIG_MAPS)
    // another config map holds the CA's certificate
    t.equal((body['items'] as unknown[]).length, revisions.length + 1)
    await server.close()
  },
)

t.test('after jumps on a running server, writes and reads continue', async (t) => {
  const { move, serve } = folder(t)
  move(-2 * HOUR)
  const server = await serve()
  t.teardown(() => server.close())
  let last = await write(server)
  for (const ahead of [0, -HOUR, YEAR, 0]) {
    move(ahead)
    const revision = await write(server)
    t.ok(revision > last)
    last = revision
    t.equal((await inject(server, 'GET', '/api/v1/namespaces')).code, 200)
  }
})

t.test('a server with an expired CA does not start', async (t) => {
  const { move, serve } = folder(t)
  await (await serve()).close()
  move(11 * YEAR)
  await t.rejects(serve(), { name: 'CaError', message: /^The CA certificate expired at \S+ / })
})
