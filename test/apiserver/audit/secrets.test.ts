import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { logStream } from '../../../src/server/log.ts'
import { base64, COLLECTION, csrBody } from '../../fixtures/builders.ts'
import { startServer } from '../../fixtures/server.ts'
import { jsonLines } from '../../fixtures/json-lines.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const PEM = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
const DER = privateKey.export({ type: 'pkcs8', format: 'der' })
/** Lines of the key as PEM, as base64 of the PEM (once and twice), and as base64 of the DER. */
const TRACES = [PEM, base64(PEM), base64(DER), base64(base64(PEM))].flatMap((text) =>
  text.split('\n').filter((line) => line.length > 30 && !line.startsWith('---')),
)
const JWT = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from('{"sub":"jane"}').toString('base64url')}.c2lnbmF0dXJlLW9mLWphbmU`

t.test('keys and tokens in wrong fields, paths and headers are not in the audit log', async (t) => {
  const auditLog = join(t.testdir({}), 'audit.log')
  const server = await startServer(t, { auditLog, auditLevel: 'RequestResponse', hints: true })
  const key = csrBody({ name: 'key', request: base64(PEM) })
  t.match(await server.post(COLLECTION, key), { code: 422 })
  await server.post(COLLECTION, csrBody({ request: base64(base64(PEM)) }))
  await server.post(COLLECTION, csrBody({ request: base64(DER) }))
  const applied = {
    name: 'applied',
    metadata: {
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(key) },
    },
  }
  t.match(await server.post(COLLECTION, csrBody(applied)), { code: 201 })
  await server.patch(`${COLLECTION}/applied`, { spec: { request: base64(PEM) } })
  await server.patch(`${COLLECTION}/applied`, { metadata: { labels: { key: PEM } } })
  await server.post('/api/v1/namespaces/default/configmaps', {
    metadata: { name: 'c' },
    data: { key: PEM, token: JWT },
  })
  const stored = {
    metadata: { name: 's' },
    stringData: { word: base64('open sesame, and a long one at that') },
  }
  await server.post('/api/v1/namespaces/default/secrets', stored)
  for (const url of [
    `/api/v1/pods?token=${JWT}`,
    '/api/v1/pods?access_token=hunter2hunter2',
    '/version?limit=1&Bearer-Token=hunter2hunter2',
    `/api/v1/namespaces/default/secrets/${JWT}`,
  ])
    await server.get(url)
  const subprotocol = `base64url.bearer.authorization.k8s.io.${Buffer.from('hunter2hunter2').toString('base64url')}`
  await server.get('/api/v1/pods?watch=1', {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '8',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-protocol': `${subprotocol}, v4.channel.k8s.io`,
    },
  })
  await server.server.close()

  const text = readFileSync(auditLog, 'utf8')
  const events = jsonLines(text)
  const ofRequests = events.filter(({ requestObject }) => requestObject !== undefined)
  t.match(
    ofRequests.find(({ objectRef }) => objectRef.name === 'key'),
    {
      requestObject: {
        metadata: { name: 'key' },
        spec: { request: 'REDACTED', usages: ['client auth'] },
      },
    },
    'the rest of the request is logged',
  )
  t.same(
    TRACES.filter((trace) => text.includes(trace)),
    [],
    'no line of the key',
  )
  for (const secret of [
    'c2lnbmF0dXJl',
    'hunter2',
    stored.stringData.word,
    subprotocol,
    Buffer.from('hunter2hunter2').toString('base64url'),
  ])
    t.notOk(text.includes(secret), secret)
  const uris = new Set(events.map(({ requestURI }) => requestURI))
  for (const uri of [
    '/api/v1/pods?token=REDACTED',
    '/api/v1/pods?access_token=REDACTED',
    '/version?limit=1&Bearer-Token=REDACTED',
    '/api/v1/namespaces/default/secrets/REDACTED',
  ])
    t.ok(uris.has(uri), uri)
})

t.test("keys and tokens in messages and stacks are not in the server's log", async (t) => {
  const lines: string[] = []
  const log = logStream({ write: (line: string | Uint8Array) => lines.push(String(line)) > 0 })
  const record = {
    level: 50,
    err: { message: `no \x9b31m \u202e ${JWT}`, stack: `a\n${base64(PEM)}` },
    msg: PEM,
  }
  log.write(`${JSON.stringify(record)}\n`)
  log.write('{"level":30,"msg":"Zoë"}\n')
  const [first = '', second] = lines
  t.same(JSON.parse(first), {
    level: 50,
    err: { message: 'no \x9b31m \u202e REDACTED', stack: 'a\nREDACTED' },
    msg: 'REDACTED\n',
  })
  // oxlint-disable-next-line no-control-regex
  t.match(first, /^[\x20-\x7e]*\n$/, 'no control characters')
  t.equal(second, '{"level":30,"msg":"Zoë"}\n')
})
