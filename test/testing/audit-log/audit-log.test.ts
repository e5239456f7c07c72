import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { linesFrom } from '../../../src/testing/audit-log/lines.ts'
import { startServer } from '../../fixtures/server.ts'
import { until } from '../../fixtures/waits.ts'

interface Read {
  readonly text: string
  readonly next: number
}

/** Excludes requests for the log, and the fixture's requests for OpenAPI, whose timing varies. */
const POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: None
    nonResourceURLs: ['/csrlab/*', '/openapi/*']
  - level: Metadata
`

t.test('an incomplete line is not returned until it is complete', async (t) => {
  const file = join(t.testdir(), 'log')
  writeFileSync(file, 'one\ntwo — zwei\nthr')
  const first = linesFrom(file, 0)
  t.same(first, { text: 'one\ntwo — zwei\n', next: Buffer.byteLength('one\ntwo — zwei\n') })
  t.same(linesFrom(file, first.next), { text: '', next: first.next })
  const long = 'e'.repeat(3_000_000)
  appendFileSync(file, `ee\n${long}\n`)
  t.same(linesFrom(file, first.next), { text: 'three\n', next: first.next + 6 })
  t.equal(
    linesFrom(file, first.next + 6).text,
    `${long}\n`,
    'a line longer than one read is returned whole',
  )
  t.same(linesFrom(file, 1e9), { text: '', next: 1e9 }, 'an offset beyond the end')
})

t.test("administrators can read the cluster's audit log", async (t) => {
  const auditLog = join(t.testdir(), 'audit.log')
  const server = await startServer(t, { auditLog, auditPolicy: POLICY })
  await server.get('/api/v1/namespaces/default')
  await until(() => readFileSync(auditLog, 'utf8').includes('/namespaces/default"'))
  const { code, body } = await server.get('/csrlab/v1/audit-log')
  t.equal(code, 200)
  const { text, next } = body as Read
  t.equal(text, readFileSync(auditLog, 'utf8'))
  const after = (await server.get(`/csrlab/v1/audit-log?from=${next}`)).body as Read
  t.same(after, { text: '', next }, 'the policy excludes reads of the log')
  t.match((await server.get('/csrlab/v1/audit-log?from=-1')).body, {
    code: 400,
    message: /^from: write a number of bytes/,
  })
  const jane = { as: { user: 'jane', groups: ['system:authenticated'] } }
  t.equal(await server.code('/csrlab/v1/audit-log', jane), 403)
})

t.test('without an audit log, the response is 404', async (t) => {
  const server = await startServer(t)
  t.match((await server.get('/csrlab/v1/audit-log')).body, { code: 404, message: /--audit-log/ })
})
