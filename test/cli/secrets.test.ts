/* Secrets appear in no log, and in no file that others can read. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { open, serve, stop } from './process.ts'

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

/** Returns the long base64 lines of a PEM text. */
const pemLines = (pem: string) =>
  pem.split('\n').filter((line) => line.length > 30 && !line.startsWith('-----'))

t.test('files are accessible to their owner only, even with umask 0', async (t) => {
  const cwd = t.testdir({})
  const umask = process.umask(0)
  t.teardown(() => process.umask(umask))
  const args = ['--port', '0', '--audit-log', 'audit.log', '--kubeconfig', 'here/config']
  const server = await serve(args, { cwd })
  t.equal(mode(server.dataDir), '700')
  t.equal(mode(join(cwd, 'here')), '700')
  t.equal(mode(join(cwd, 'here', 'config')), '600')
  t.equal(mode(join(cwd, 'audit.log')), '600')
  const names = readdirSync(server.dataDir)
  t.same(names.sort(), [
    'admin.crt',
    'admin.key',
    'ca.crt',
    'csrlab.db',
    'csrlab.db-wal',
    'server.json',
    'token',
  ])
  for (const name of names) t.equal(mode(join(server.dataDir, name)), '600', name)
  await stop(server)
})

const API = '/apis/certificates.k8s.io/v1'
const CORE = '/api/v1/namespaces/default'

t.test('keys and tokens appear in no log or audit event, nor in later responses', async (t) => {
  const cwd = t.testdir({})
  const args = ['--port', '0', '--log-level', 'trace', '--hints=full']
  const server = await serve([...args, '--audit-log', 'a', '--audit-level', 'RequestResponse'], {
    cwd,
  })
  const answers: string[] = []
  const ask = async (path: string, method = 'GET', body?: object) => {
    const response = await open(server, method, path, body)
    let text = JSON.stringify(response.headers)
    for await (const chunk of response.setEncoding('utf8')) text += chunk
    answers.push(text)
    const json = text.slice(text.indexOf('}') + 1)
    return json.startsWith('{') ? JSON.parse(json) : json
  }
  const { status } = await ask(`${CORE}/serviceaccounts/default/token`, 'POST', {})
  const review = { spec: { token: status.token } }
  await ask('/apis/authentication.k8s.io/v1/tokenreviews', 'POST', review)
  // the issuing response and the TokenReview may contain the token
  answers.length = 0
  await ask('/apis/authentication.k8s.io/v1/selfsubjectreviews', 'POST', {})
  await ask(`${CORE}/secrets`, 'POST', { metadata: { name: 's' }, stringData: { p: 'x' } })
  await ask(`${API}/certificatesigningrequests`, 'POST', { metadata: { name: 'x' } })
  for (const path of [
    '/',
    '/api',
    '/apis',
    '/metrics',
    '/metrics/slis',
    '/version',
    '/openid/v1/jwks',
    '/.well-known/openid-configuration',
    '/readyz?verbose',
    '/nowhere',
    '/%zz',
    '/csrlab/backup',
    `${CORE}/configmaps`,
    `${CORE}/secrets`,
    `${CORE}/events`,
    `${CORE}/serviceaccounts`,
    `${API}/certificatesigningrequests`,
    '/api/v1/namespaces/kube-system/secrets',
    '/apis/certificates.k8s.io/v1beta1/clustertrustbundles',
  ])
    await ask(path)
  const copy = await ask('/csrlab/backup', 'POST')
  t.match(copy, { file: /^csrlab-backup-/ })
  const token = readFileSync(join(server.dataDir, 'token'), 'utf8').trim()
  const { stdout, stderr } = await stop(server)
  t.match(stderr, /"level":(10|20|30)/, 'the log has detailed entries')

  const db = new Database(join(server.dataDir, 'csrlab.db'))
  const settings = db.prepare<[], { name: string; value: Buffer }>('SELECT * FROM settings').all()
  db.close()
  const keys = settings.filter(({ name }) => name.endsWith('.key'))
  t.same(
    keys.map(({ name }) => name),
    ['admin.key', 'ca.key', 'sa.key', 'serving.key'],
  )
  const secrets = [
    token,
    status.token.split('.')[2],
    ...keys.flatMap(({ value }) => pemLines(value.toString())),
  ]
  t.ok(secrets.length > 20)
  const seen = {
    stdout,
    stderr,
    audit: readFileSync(join(cwd, 'a'), 'utf8'),
    answers: answers.join('\n'),
  }
  t.ok(seen.audit.includes('RequestResponse') && answers.length > 20)
  for (const [where, text] of Object.entries(seen))
    t.same(
      secrets.filter((secret) => text.includes(secret)),
      [],
      where,
    )
  t.notOk(/PRIVATE KEY/.test(Object.values(seen).join('\n')))
})
