import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { systemClock } from '../../../src/server/system.ts'
import { reportLab } from '../../../src/teaching/labs/report-lab.ts'
import { COLLECTION } from '../../fixtures/builders.ts'
import { startServer } from '../../fixtures/server.ts'
import { terminal } from '../../testing/terminal.ts'
import { enter } from './browser.ts'
import { issued, request } from '../../fixtures/issued.ts'
import { useLab } from './scene.ts'

t.test('the response for a CSR has its explanation and its object', async (t) => {
  const { server, csrlab } = await terminal(t, { hints: true, clock: systemClock })
  await issued(server, 'jane', {
    organizations: ['developers'],
    spec: { expirationSeconds: 86_400 },
  })
  const browser = await enter(server)
  const { body } = await browser.ask('/page/v1/requests/jane')
  const printed = JSON.parse((await csrlab('explain jane --json')).text)
  const { steps, ...rest } = printed
  t.match(body.explanation, rest, 'csrlab explain prints the same explanation')
  t.same(
    body.explanation.steps.map(({ stage }: { stage: string }) => stage),
    steps.map(({ stage }: { stage: string }) => stage),
  )
  const { csr, object, yaml, authorities, managedFields, isUsed } = { csr: undefined, ...body }
  t.equal(csr, undefined)
  t.equal(object.metadata.name, 'jane')
  t.match(yaml, /^apiVersion: certificates\.k8s\.io\/v1\nkind: CertificateSigningRequest\n/)
  const [leaf] = body.explanation.certificates
  const read = new X509Certificate(leaf.pem)
  t.equal(leaf.sha256, read.fingerprint256.replaceAll(':', '').toLowerCase())
  t.equal(leaf.serialNumber, read.serialNumber)
  t.equal(Date.parse(leaf.notAfter), Date.parse(read.validTo))
  t.match(leaf.subject, { text: 'CN=jane, O=developers', organizations: ['developers'] })
  t.ok(
    read.verify(new X509Certificate(authorities[0].pem).publicKey),
    'authorities contains the CA that signed the certificate',
  )
  t.notMatch(yaml, 'managedFields')
  t.match(managedFields, /^managedFields:/)
  t.equal(isUsed, false)
  t.equal((await browser.ask('/page/v1/requests/none')).body.code, 404)
  t.equal((await browser.ask('/page/v1/requests/%zz')).body.code, 400)
})

t.test('rows of the inbox have decoded content and warnings', async (t) => {
  const server = await startServer(t)
  await server.create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'ops' },
    subjects: [{ kind: 'Group', name: 'ops', apiGroup: 'rbac.authorization.k8s.io' }],
    roleRef: { kind: 'ClusterRole', name: 'cluster-admin', apiGroup: 'rbac.authorization.k8s.io' },
  })
  await request(server, 'olga', { organizations: ['ops'] })
  await request(server, 'node', {
    spec: { signerName: 'kubernetes.io/kubelet-serving', usages: ['server auth'] },
  })
  for (const [name, signer] of [
    ['typo', 'kubernetes.io/kube-api-client'],
    ['own', 'example.com/mine'],
  ] as const)
    await request(server, name, { spec: { signerName: signer } })
  await issued(server, 'jane')
  const admin = await enter(server)
  const { items } = (await admin.ask(COLLECTION)).body
  const rowsOf = async (browser: typeof admin, what: unknown = items) =>
    browser.ask('/page/v1/rows', { method: 'POST', body: { items: what } })
  const { rows } = (await rowsOf(admin)).body
  const row = (name: string, of = rows) =>
    of.find(
      ({ uid }: any) => items.find((one: any) => one.metadata.uid === uid).metadata.name === name,
    )
  t.match(row('olga'), {
    request: { subject: { text: 'CN=olga, O=ops' }, key: { text: 'P-256' } },
    flags: [
      'The holder is a cluster administrator: group ops has cluster-admin by ClusterRoleBinding ops.',
    ],
  })
  t.match(row('node').flags, [/If approved, the request will be marked Failed: /])
  t.match(row('jane'), { flags: [], hasNoSigner: false })
  t.match(row('typo'), {
    flags: [
      'no signer of this cluster is called kubernetes.io/kube-api-client: even if approved, the request gets no certificate. Did you mean kubernetes.io/kube-apiserver-client?',
    ],
    hasNoSigner: true,
  })
  t.match(row('own').flags, [/unless a controller of your own signs it\.$/])
  const jane = await enter(server, 'jane')
  t.same(
    row('olga', (await rowsOf(jane)).body.rows).flags,
    [],
    'jane may not read the bindings that the flags depend on',
  )
  for (const bad of [undefined, {}, [1], [{ metadata: {} }]])
    t.equal(await admin.code('/page/v1/rows', { method: 'POST', body: { items: bad } }), 400)
  t.equal(await admin.code('/page/v1/rows', { method: 'POST', body: '{"items":' }), 400)
  t.equal(
    await admin.code('/page/v1/rows', { method: 'POST', body: ' '.repeat(5 * 1024 * 1024) }),
    413,
  )
})

t.test(
  'the access table has the rule of each permission, and a command for each missing one',
  async (t) => {
    const server = await startServer(t)
    const admin = await enter(server)
    await server.create('/apis/rbac.authorization.k8s.io/v1/clusterroles', {
      metadata: { name: 'reader' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }],
    })
    await server.create('/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', {
      metadata: { name: 'readers' },
      subjects: [{ kind: 'Group', name: 'devs', apiGroup: 'rbac.authorization.k8s.io' }],
      roleRef: { kind: 'ClusterRole', name: 'reader', apiGroup: 'rbac.authorization.k8s.io' },
    })
    const table = async (query: string) => {
      const { body } = await admin.ask(`/page/v1/access?${query}`)
      const pods = body.rows.find(({ resource }: any) => resource === 'pods')
      return new Map<string, any>(pods.cells.map((cell: any) => [cell.verb, cell]))
    }
    const devs = await table('group=devs')
    t.match(devs.get('list'), {
      allowed: true,
      reason:
        'RBAC: allowed by RoleBinding "readers/default" of ClusterRole "reader" to Group "devs"',
      rule: '{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}',
    })
    t.match(devs.get('delete'), {
      allowed: false,
      command:
        'kubectl create role devs-pods-delete --verb=delete --resource=pods -n default && kubectl create rolebinding devs-pods-delete --role=devs-pods-delete --group=devs -n default',
    })
    t.equal((await table('group=devs&namespace=kube-system')).get('list').allowed, false)
    t.equal((await table('')).get('delete').allowed, true, "the administrator's own permissions")
  },
)

t.test(
  'users who may read the journal get the audit events of a request, as in the audit log',
  async (t) => {
    const auditLog = join(t.testdir({}), 'audit.log')
    const server = await startServer(t, { auditLog, auditLevel: 'Request' })
    await issued(server, 'jane')
    const [admin, jane] = [await enter(server), await enter(server, 'jane')]
    const maps = '/api/v1/namespaces/default/configmaps'
    const headers = { 'audit-id': 'of-a-map' }
    const body = { metadata: { name: 'm' }, data: { a: 'b' } }
    await server.request('POST', maps, { body, headers })
    const secret = { metadata: { name: 's' }, stringData: { password: 'hunter2' } }
    await server.request('POST', '/api/v1/namespaces/default/secrets', {
      body: secret,
      headers: { 'audit-id': 'of-a-secret' },
    })
    const eventsOf = async (id: string) => (await admin.ask(`/page/v1/audit?id=${id}`)).body.events
    const [told, ...more] = await eventsOf('of-a-map')
    t.match(told, { stage: 'ResponseComplete', requestObject: { data: { a: 'b' } } })
    t.same(more, [])
    const { requests } = (await admin.ask('/csrlab/v1/requests')).body
    t.equal(requests.filter(({ auditID }: any) => auditID === 'of-a-map').length, 1)
    const [ofSecret] = await eventsOf('of-a-secret')
    t.match(ofSecret, { level: 'Metadata', objectRef: { resource: 'secrets' } })
    t.notMatch(JSON.stringify(ofSecret), /hunter2|aHVudGVyMg/)
    t.same(await eventsOf('another'), [])
    t.match(await jane.ask('/page/v1/audit?id=of-a-map'), {
      code: 403,
      body: { message: /User "jane" cannot get path "\/csrlab\/v1\/requests"/ },
    })
    await server.close()
    const lines = readFileSync(auditLog, 'utf8').trim().split('\n')
    const logged = lines
      .map((line) => JSON.parse(line))
      .filter(({ auditID }) => auditID === 'of-a-map')
    t.same(logged.at(-1), told)
  },
)

t.test('explanations of a CSR are available in Korean', async (t) => {
  const server = await startServer(t, { hints: true })
  await request(server, 'olga', { organizations: ['ops'], spec: { expirationSeconds: 86_401 } })
  await request(server, 'node', {
    spec: { signerName: 'kubernetes.io/kubelet-serving', usages: ['server auth'] },
  })
  await request(server, 'units', { commonName: '' })
  await issued(server, 'jane')
  const admin = await enter(server)
  const headers = { 'accept-language': 'ko' }
  const { items } = (await admin.ask(COLLECTION)).body
  const asked = { method: 'POST', body: { items } }
  const flagsOf = async (more: object = {}): Promise<string[]> =>
    (await admin.ask('/page/v1/rows', { ...asked, ...more })).body.rows.flatMap(
      ({ flags, notes }: any) => [...flags, ...notes],
    )
  const [english, korean] = [await flagsOf(), await flagsOf({ headers })]
  t.match(english.join('\n'), /No role binding covers the group ops yet\./)
  t.match(korean.join('\n'), /그룹 ops에 대한 바인딩이 아직 없습니다\./)
  t.equal(english.length, korean.length)
  t.same(
    korean.filter((text) => !/[가-힣]/.test(text)),
    [],
  )
  for (const name of ['olga', 'node', 'units', 'jane']) {
    const stepsOf = async (more?: object) =>
      (await admin.ask(`/page/v1/requests/${name}`, more)).body.explanation.steps
    const [inEnglish, inKorean] = [await stepsOf(), await stepsOf({ headers })]
    t.same(
      inKorean.map(({ stage, passed, command }: any) => [stage, passed, command]),
      inEnglish.map(({ stage, passed, command }: any) => [stage, passed, command]),
      `${name}: the steps are the same in both languages`,
    )
    const untold = inKorean.filter(({ text }: any) => !/[가-힣]/.test(text))
    t.ok(
      untold.every(({ text }: any) =>
        /^2030-|subjectAltName|usages did not match|^subject /.test(text),
      ),
      JSON.stringify(untold),
    )
  }
})

t.test("the page shows the reported progress in a cluster's lab", async (t) => {
  const server = await startServer(t)
  const browser = await enter(server)
  const told = async () => (await browser.ask('/page/v1/lab')).body.lab
  t.equal(await told(), null)
  const check = { name: 'answer', given: { accepts: ['x'] } } as const
  const outcomes = ['one', 'two'].map((id) => ({
    id,
    says: `${id} is there`,
    notYet: 'x'.repeat(600),
    check,
    falsify: [],
  }))
  const lab = { name: 'jane', title: 'Jane', outcomes }
  const asker = { inject: server.server.inject }
  await reportLab(lab, asker)
  t.match(await told(), { title: 'Jane', time: /Z$/, outcomes: [{ says: 'one is there' }, {}] })
  t.equal((await told()).outcomes[0].met, undefined, 'not checked yet')
  await reportLab(lab, asker, [
    { outcome: outcomes[0]!, finding: undefined },
    { outcome: outcomes[1]!, finding: { is: '', wanted: 'x' } },
  ])
  t.match(await told(), {
    outcomes: [{ met: true }, { met: false, notYet: /^x{500}…$/, is: '-', wanted: 'x' }],
  })
  t.match(await server.put('/csrlab/v1/lab', { name: 'jane' }), {
    code: 400,
    body: { message: /title: write a text, not nothing/ },
  })
  await t.resolves(reportLab(lab, { inject: async () => ({ code: 404, body: {} }) }))
})

t.test("the page shows the cluster's lab, gives hints, and resets it", async (t) => {
  const server = await startServer(t)
  useLab(server)
  const browser = await enter(server)
  const asked = async (path: string, method: string) =>
    (await browser.ask(`/page/v1/lab${path}`, { method })).body.lab
  t.match(await asked('', 'GET'), { title: 'A new colleague', task: /jane\.key/, hints: [] })
  t.match((await asked('/hint', 'POST')).hints, [/^Hint 1 of 3\n/])
  t.equal((await asked('/hint', 'POST')).hints.length, 2)
  t.equal((await asked('/reset', 'POST')).hints.length, 0)
  t.equal(await browser.code('/page/v1/lab/solution', { method: 'POST' }), 404)
  await issued(server, 'jane')
  const jane = await enter(server, 'jane')
  for (const [method, path] of [
    ['GET', ''],
    ['POST', '/hint'],
    ['POST', '/reset'],
  ] as const)
    t.equal(await jane.code(`/page/v1/lab${path}`, { method }), 403)
  const readOnly = await startServer(t, { uiReadOnly: true })
  useLab(readOnly)
  const looker = await enter(readOnly)
  t.equal(await looker.code('/page/v1/lab'), 200)
  t.equal(await looker.code('/page/v1/lab/reset', { method: 'POST' }), 403)
})

t.test('the page knows whether a certificate has been used to log in', async (t) => {
  const server = await startServer(t, { clock: systemClock })
  const { identity } = await issued(server, 'jane')
  const browser = await enter(server)
  const isUsed = async () => (await browser.ask('/page/v1/requests/jane')).body.isUsed
  t.equal(await isUsed(), false)
  t.equal(await server.code('/api/v1/namespaces', { identity }), 403)
  t.equal(await isUsed(), true)
})
