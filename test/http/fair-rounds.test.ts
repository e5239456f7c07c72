/** The round of the event loop is shared among users: the order of service as the audit log has it, without a clock. */
import { readFileSync } from 'node:fs'
import type { ClientHttp2Session } from 'node:http2'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { arrival, ending } from '../fixtures/waits.ts'

/** About as many as a session may ask for at once. */
const MANY = 240

interface Asked {
  readonly path: string
  readonly headers: Record<string, string>
}

/** Asks; resolves with the code once the answer is there. */
const ask = async (session: ClientHttp2Session, { path, headers }: Asked): Promise<number> => {
  const stream = session.request({ ':path': path, ...headers })
  const [head] = (await arrival(stream, 'response')) as [Record<string, unknown>]
  await ending(stream.resume())
  return Number(head[':status'])
}

/** One asks for much, and once that is on its way another one for one thing. */
const beside = async (t: Test, lab: TestServer, much: Asked, little: Asked) => {
  const [flood, other] = [lab.http2(), lab.http2()]
  t.teardown(() => {
    flood.destroy()
    other.destroy()
  })
  await arrival(flood, 'connect')
  await ask(other, { path: '/api', headers: little.headers })
  const flooding = Promise.all(Array.from({ length: MANY }, () => ask(flood, much)))
  await setImmediate()
  return { little: await ask(other, little), much: await flooding }
}

const as = ({ server }: TestServer, user: string) => ({
  authorization: `Bearer ${server.adminToken}`,
  'impersonate-user': user,
})

void t.test('what is refused is shared out among the rounds', async (t) => {
  const auditLog = join(t.testdir(), 'audit.log')
  const lab = await startServer(t, { auditLog })
  const floods = {
    forbidden: { path: '/api/v1/secrets', headers: as(lab, 'jane'), code: 403 },
    unauthorized: { path: '/api', headers: { authorization: 'Bearer nobody' }, code: 401 },
  }
  for (const [name, { path, headers, code }] of Object.entries(floods)) {
    const one = { path: `/api?beside=${name}`, headers: as(lab, 'bob') }
    const { little, much } = await beside(t, lab, { path: `${path}?flood=${name}`, headers }, one)
    t.equal(little, 200)
    t.strictSame(new Set(much), new Set([code]), name)
  }
  await lab.server.close()
  const order = readFileSync(auditLog, 'utf8')
    .split('\n')
    .filter((line) => /"stage":"Response(Complete|Started)"/.test(line))
    .map((line) => String(JSON.parse(line).requestURI))
  for (const name of Object.keys(floods)) {
    const served = order.filter((uri) => uri.endsWith(`=${name}`))
    t.equal(served.length, MANY + 1, name)
    const before = served.indexOf(`/api?beside=${name}`)
    t.ok(before < MANY, `${name}: ${before} of ${MANY} came before`)
  }
})
