/** A learner tries others' resources with all her credentials: she sees and changes nothing. */
import { createHmac } from 'node:crypto'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { call } from '../../src/apiserver/client/call.ts'
import { encodePem } from '../../src/ca/pem.ts'
import type { ClassFile } from '../../src/cli/class/class-file.ts'
import { classWatcher } from '../../src/cli/class/class-watcher.ts'
import { fillClass } from '../../src/cli/class/fill-class.ts'
import { openClass } from '../../src/cli/class/open-class.ts'
import {
  attribute,
  certificateDer,
  commonName,
  name as distinguishedName,
  p256,
  utf8,
  validity,
} from '../ca/builders.ts'
import { OID } from '../../src/ca/oid.ts'
import { type Asked, ask } from '../hosting/host.ts'

const SECRET = 'the secret of jane'
const REVIEW = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
const REPORT = '/api/v1/namespaces/class-jane/configmaps/report-groups'
const MAPS = '/api/v1/namespaces/default/configmaps'

type Try = Partial<Asked> & { readonly path: string }

const get = (...paths: string[]): Try[] => paths.map((path) => ({ path }))

const send = (method: string, path: string, body: object = {}): Try => ({ path, method, body })

/** Requests by target cluster; '' is the host, `desk` the cluster that gets learners' reports. */
const TARGETS: Readonly<Record<string, readonly Try[]>> = {
  '': [
    ...get('/api/v1/secrets', '/metrics', '/configz', '/csrlab/v1/clusters', '/csrlab/v1/requests'),
    ...get('/csrlab/v1/clusters/jane--groups/kubeconfig?way=path', '/csrlab/v1/snapshots'),
    send('POST', '/csrlab/v1/clusters', { names: ['eve'] }),
    send('DELETE', '/csrlab/v1/clusters', { names: ['jane--groups'] }),
    send('POST', '/csrlab/v1/reset'),
    send('POST', '/csrlab/v1/ui'),
  ],
  desk: [
    ...get('/api/v1/secrets', '/api/v1/configmaps', '/api/v1/namespaces', '/csrlab/v1/requests'),
    ...get('/api/v1/namespaces/class-jane/secrets/lab-groups', '/csrlab/v1/snapshots', REPORT),
    ...get('/api/v1/namespaces/class-jane/secrets?watch=1', '/metrics', '/csrlab/v1/clock'),
    ...get('/api/v1/namespaces/kube-system/secrets', '/page/v1/session'),
    send('PUT', REPORT, { metadata: { name: 'report-groups' }, data: { met: 'x' } }),
    send('DELETE', REPORT),
    send('POST', '/api/v1/namespaces/class-jane/configmaps', { metadata: { name: 'more' } }),
    send('POST', '/csrlab/v1/reset'),
    send('POST', '/csrlab/v1/populate'),
    send('POST', '/csrlab/v1/ui'),
    send('POST', '/apis/certificates.k8s.io/v1/certificatesigningrequests', {
      metadata: { name: 'eve' },
      spec: { request: '', signerName: 'kubernetes.io/kube-apiserver-client', usages: [] },
    }),
  ],
  'jane--groups': [
    ...get(`${MAPS}/own`, MAPS, `${MAPS}?watch=1`, '/api/v1/secrets', '/metrics'),
    ...get('/csrlab/v1/requests', '/csrlab/v1/snapshots', '/csrlab/v1/clock', '/page/v1/session'),
    send('POST', MAPS, { metadata: { name: 'of-eve' } }),
    send('DELETE', `${MAPS}/own`),
    send('POST', '/csrlab/v1/reset'),
    send('POST', '/csrlab/v1/snapshots/csrlab-lab-begin/restore'),
    send('POST', '/csrlab/v1/ui'),
    send('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', { spec: {} }),
  ],
}

/** Returns different addresses for a request to a cluster. */
const waysTo = (cluster: string, { path, ...rest }: Try): readonly Try[] => {
  const prefix = cluster === '' ? '' : `/clusters/${cluster}`
  const served = cluster === '' ? 'localhost' : `${cluster}.csrlab.internal`
  const ways: readonly Try[] = [
    { path: `${prefix}${path}` },
    { path, servername: served },
    { path: `${prefix}${path}`, servername: 'eve--groups.csrlab.internal' },
    { path: `/clusters/eve--groups/..${prefix}${path}` },
    { path: `/clusters/eve--groups/%2e%2e${prefix}${path}` },
    { path: `https://${served}${prefix}${path}` },
    { path: `/clusters/eve--groups${path}`, headers: { host: served } },
  ]
  return ways.map((way) => ({ ...rest, ...way }))
}

const HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'impersonate-user': 'kubernetes-admin', 'impersonate-group': 'system:masters' },
  { 'x-remote-user': 'kubernetes-admin', 'x-remote-group': 'system:masters' },
  { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-prefix': '/clusters/jane--groups' },
]

const THOROUGH: ReadonlySet<string> = new Set(['the token of her cluster', 'her certificate'])

const KUBECTL = { 'user-agent': 'kubectl/v1.36.0' }

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

t.test("a learner cannot reach other learners' resources", async (t) => {
  const home = t.testdir()
  const people = ['eve', 'jane'].map((id, i) => ({
    id,
    name: id,
    token: `abcde${i}.0123456789abcde${i}`,
  }))
  const file: ClassFile = {
    name: 'class',
    folder: join(home, 'out'),
    reach: { host: '127.0.0.1', port: 0, tlsSan: [] },
    labs: ['groups'],
    people,
  }
  cpSync(new URL('../../labs/groups', import.meta.url), join(home, 'labs', 'groups'), {
    recursive: true,
  })
  const open = await openClass({ home, file })
  t.teardown(() => open.close())
  const { host, state } = open
  const { signal } = new AbortController()
  await fillClass(open, file, { language: 'en', tell: () => undefined, signal })
  const port = Number(new URL(open.url).port)

  const jane = { authorization: `Bearer ${host.get('jane--groups').token}` }
  await host.get('jane--groups').use(async (asker) => {
    await call(asker, 'POST', MAPS, { metadata: { name: 'own' }, data: { text: SECRET } })
    return undefined
  })
  const watcher = classWatcher(open)
  watcher.cover(file)
  await watcher.look()
  const standing = JSON.stringify(state.seats['jane--groups'])
  const sizeOfJane = (): number[] => {
    const { objects, bytes } = host.get('jane--groups').usage!
    return [objects, bytes]
  }
  const before = sizeOfJane()

  const kubeconfig = readFileSync(join(file.folder, 'eve', 'lab-groups', 'kubeconfig'), 'utf8')
  const pem = (field: string) =>
    Buffer.from(new RegExp(`${field}: (\\S+)`).exec(kubeconfig)?.[1] ?? '', 'base64').toString()
  const own = { cert: pem('client-certificate-data'), key: pem('client-key-data') }
  const forged = {
    cert: encodePem(
      'CERTIFICATE',
      certificateDer({
        issuer: commonName('kubernetes'),
        subject: distinguishedName(
          [attribute(OID.organization, utf8('system:masters'))],
          [attribute(OID.commonName, utf8('kubernetes-admin'))],
        ),
        validity: validity(0, 4e12),
      }),
    ),
    key: String(p256.export({ type: 'pkcs8', format: 'pem' })),
  }
  const bearer = (token: string): { headers: Record<string, string> } => ({
    headers: { authorization: `Bearer ${token}` },
  })
  const admin = host.get('eve--groups').token
  const eve = { path: `/clusters/eve--groups${MAPS}` }
  t.match(await ask(port, { ...eve, ...bearer(admin) }), { code: 200 })
  t.match(await ask(port, { ...eve, ...own }), { code: 200 })
  const { body } = await ask(port, {
    path: '/clusters/eve--groups/api/v1/namespaces/kube-system/serviceaccounts/default/token',
    method: 'POST',
    body: { spec: {} },
    ...own,
  })
  const claims = base64({ iss: 'https://kubernetes.default.svc', sub: 'system:admin', exp: 4e9 })
  const unsigned = `${base64({ alg: 'none' })}.${claims}`
  const signed = `${base64({ alg: 'HS256' })}.${claims}`
  const mac = createHmac('sha256', open.caPem).update(signed).digest('base64url')
  const desk = bearer(people[0]!.token)
  const credentials: Readonly<Record<string, Partial<Asked>>> = {
    nothing: {},
    'the token of the desk': desk,
    'the token of her cluster': bearer(admin),
    'the token of an account': bearer(body.status.token),
    'her certificate': own,
    'her certificate and the token of the desk': { ...own, ...desk },
    'a forged certificate': forged,
    'an unsigned token': bearer(`${unsigned}.`),
    'a token whose HMAC key is the CA certificate': bearer(`${signed}.${mac}`),
    "half of jane's token": bearer(`${people[1]!.token.slice(0, 7)}0000000000000000`),
  }

  const secrets = [SECRET, people[1]!.token.slice(7), jane.authorization.slice(7)]
  const crossed: string[] = []
  const codes: number[] = []
  const cross = async (who: string, question: Asked) => {
    const { code, text } = await ask(port, question)
    codes.push(code)
    const isSeen = secrets.some((secret) => text.includes(secret))
    const isHers =
      question.servername?.startsWith('eve--') ?? question.path.startsWith('/clusters/eve--groups/')
    if (isSeen || (code < 400 && !isHers))
      crossed.push(`${who}: ${question.method} ${question.path} ${question.servername}: ${code}`)
  }
  for (const [who, credential] of Object.entries(credentials))
    for (const [cluster, tries] of Object.entries(TARGETS))
      for (const [i, one] of tries.entries()) {
        // three ways are enough for credentials outside THOROUGH
        const ways = waysTo(cluster, one).slice(0, THOROUGH.has(who) ? 7 : 3)
        for (const [j, way] of ways.entries()) {
          const more = HEADERS[(i + j) % HEADERS.length]
          const headers = { ...KUBECTL, ...way.headers, ...more, ...credential.headers }
          await cross(who, { ...credential, ...way, headers })
        }
      }
  t.same(crossed, [])
  t.ok(codes.length > 1500, `${codes.length} requests`)
  const limited = codes.filter((code) => code === 429).length
  t.ok(limited < codes.length / 10, `${limited} requests reached the rate limit`)

  // the cluster `desk` authenticates eve's token
  const review = send('POST', `/clusters/desk${REVIEW}`, {
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
  })
  t.match((await ask(port, { ...review, ...desk })).body, {
    status: { userInfo: { username: 'system:bootstrap:abcde0' } },
  })

  // eve's requests have not used up jane's rate limit
  const many = Array.from({ length: 120 })
  const own100 = await Promise.all(
    many.map(() => ask(port, { path: `/clusters/jane--groups${MAPS}/own`, headers: jane })),
  )
  t.ok(own100.every(({ code, text }) => code === 200 && text.includes(SECRET)))
  const reports = await Promise.all(
    many.slice(0, 20).map(() =>
      ask(port, {
        ...bearer(people[1]!.token),
        path: `/clusters/desk${REPORT}`,
      }),
    ),
  )
  t.ok(reports.every(({ code }) => code === 200))
  t.same(sizeOfJane(), before)
  t.equal(host.all().length, 3)
  await watcher.look()
  t.match(state.seats['eve--groups']?.standing, { began: /./ }, 'eve is working')
  t.equal(state.seats['jane--groups']?.standing.began, undefined, standing)
})
