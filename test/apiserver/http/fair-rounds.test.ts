/** The audit log shows the order of service. */
import { readFileSync } from 'node:fs'
import type { ClientHttp2Session } from 'node:http2'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startServer, type TestServer } from '../../fixtures/server.ts'
import { arrival, ending, statusOf } from '../../fixtures/waits.ts'

/** About the number of concurrent requests that a session may have. */
const MANY = 240

interface Asked {
  readonly path: string
  readonly headers: Record<string, string>
}

const ask = async (session: ClientHttp2Session, { path, headers }: Asked) => {
  const stream = session.request({ ':path': path, ...headers })
  const status = await statusOf(stream)
  await ending(stream.resume())
  return status
}

/** One user sends many requests; once these are sent, another user sends one. */
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

t.test("a request is served before the last of another user's rejected requests", async (t) => {
  const auditLog = join(t.testdir(), 'audit.log')
  const lab = await startServer(t, { auditLog })
  const one = { path: '/api?beside=forbidden', headers: as(lab, 'bob') }
  const flood = { path: '/api/v1/secrets?flood=forbidden', headers: as(lab, 'jane') }
  const { little, much } = await beside(t, lab, flood, one)
  t.equal(little, 200)
  t.strictSame(new Set(much), new Set([403]))
  await lab.server.close()
  const order = readFileSync(auditLog, 'utf8')
    .split('\n')
    .filter((line) => /"stage":"Response(Complete|Started)"/.test(line))
    .map((line) => String(JSON.parse(line).requestURI))
  const served = order.filter((uri) => uri.endsWith('=forbidden'))
  t.equal(served.length, MANY + 1)
  const before = served.indexOf(one.path)
  t.ok(before < MANY, `${before} of ${MANY} came before`)
})
