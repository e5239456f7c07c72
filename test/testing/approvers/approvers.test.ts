import t from 'tap'
import { type ApproverRule, startCluster } from '../../../src/index.ts'
import { dns } from '../../ca/builders.ts'
import { CLIENT, COLLECTION, csrBody, requestOf, SERVING } from '../../fixtures/builders.ts'
import { type Json, startServer, type TestServer } from '../../fixtures/server.ts'

const APPROVERS = '/csrlab/v1/approvers'
const OTHER = 'example.com/other'

type Rules = readonly ApproverRule[]

const put = async (server: TestServer, rules: Rules) => {
  const { code, text } = await server.put(APPROVERS, rules)
  if (code !== 200) throw new Error(text)
}

interface Asked {
  readonly commonName?: string
  readonly organizations?: string[]
  readonly signerName?: string
  readonly usages?: string[]
  readonly expirationSeconds?: number
  /** user who creates the CSR; default: the administrator */
  readonly as?: { readonly user: string; readonly groups?: string[] }
}

let count = 0

/** Creates a CSR; returns `Approved: MESSAGE`, `Denied: MESSAGE` or `nothing`. */
const decision = async (server: TestServer, question: Asked = {}) => {
  const { commonName = 'jane', organizations = [], as, ...more } = question
  const name = `r${++count}`
  const body = csrBody({ name, request: requestOf({ commonName, organizations }), ...more })
  const who = as === undefined ? {} : { as: { groups: ['system:masters'], ...as } }
  const { code, text } = await server.post(COLLECTION, body, who)
  if (code !== 201) throw new Error(text)
  await server.server.clock.settled()
  return decided(server, name)
}

const conditionsOf = async (server: TestServer, name: string): Promise<Json[]> =>
  (await server.get(`${COLLECTION}/${name}`)).body.status.conditions ?? []

const decided = async (server: TestServer, name: string) => {
  const [condition] = await conditionsOf(server, name)
  return condition === undefined ? 'nothing' : `${condition.type}: ${condition.message}`
}

const approvedBy = (rule: number) => `Approved: approved by rule ${rule} of the approvers`

t.test('the first matching rule decides, and the condition names it', async (t) => {
  const server = await startServer(t)
  await put(server, [
    { commonName: 'dev-*', approve: true },
    { commonName: 'dev-j*', deny: 'never asked' },
    { commonName: 'ops-*', deny: 'ops do it by hand' },
  ])
  t.equal(await decision(server, { commonName: 'dev-jane' }), approvedBy(1))
  const name = `r${count}`
  const [condition] = await conditionsOf(server, name)
  t.match(condition, {
    type: 'Approved',
    status: 'True',
    reason: 'CsrlabApprovers',
    lastUpdateTime: /Z$/,
  })
  await server.until(`${COLLECTION}/${name}`, ({ status }) => status.certificate !== undefined)
  t.equal(
    await decision(server, { commonName: 'ops-joe' }),
    'Denied: ops do it by hand (by rule 3 of the approvers)',
  )
  t.equal(await decision(server), 'nothing', 'no rule matches, so the CSR stays pending')
})

t.test('each field of a rule restricts the CSRs that match', async (t) => {
  const server = await startServer(t)
  const rows: readonly (readonly [
    rule: Omit<ApproverRule, 'approve'>,
    fits: Asked[],
    others: Asked[],
  ])[] = [
    [{ signer: 'kubernetes.io/kube-*' }, [{}], [{ signerName: OTHER }]],
    [
      { users: ['jane', 'system:serviceaccount:shop:*'] },
      [{ as: { user: 'jane' } }, { as: { user: 'system:serviceaccount:shop:web' } }],
      [{}, { as: { user: 'janet' } }, { as: { user: 'system:serviceaccount:other:web' } }],
    ],
    [
      { groups: ['dev*', 'ops'] },
      [{ as: { user: 'joe', groups: ['x', 'developers', 'system:masters'] } }],
      [{}],
    ],
    [
      { commonName: '*.example.com' },
      [{ commonName: 'a.example.com' }],
      [{ commonName: 'example.com' }],
    ],
    [
      { organizations: ['dev', 'ops-*'] },
      [{}, { organizations: ['dev'] }, { organizations: ['ops-a', 'dev'] }],
      [{ organizations: ['dev', 'others'] }, { organizations: ['ops'] }],
    ],
    [{ organizations: [] }, [{}], [{ organizations: ['dev'] }]],
    [
      { usages: ['client auth', 'digital signature'] },
      // a rule is a limit: the first request asks for fewer usages
      [{}, { usages: ['digital signature', 'client auth'] }],
      [{ signerName: OTHER, usages: ['client auth', 'server auth'] }],
    ],
    [
      { expirationSeconds: 3600 },
      [{ expirationSeconds: 3600 }, { expirationSeconds: 600 }],
      [{ expirationSeconds: 3601 }, {}],
    ],
    [{ expirationSeconds: 8760 * 3600 }, [{}], []],
    [
      { commonName: 'a*', groups: ['system:masters'], organizations: ['dev'] },
      [{ commonName: 'a', organizations: ['dev'] }],
      [
        { commonName: 'b', organizations: ['dev'] },
        { commonName: 'a', organizations: ['ops'] },
      ],
    ],
  ]
  for (const [rule, fits, others] of rows) {
    await put(server, [{ ...rule, approve: true }])
    for (const question of fits)
      t.equal(await decision(server, question), approvedBy(1), JSON.stringify([rule, question]))
    for (const question of others)
      t.equal(await decision(server, question), 'nothing', JSON.stringify([rule, question]))
  }
})

t.test("a CSR without a lifetime is matched with the cluster's default", async (t) => {
  const server = await startServer(t, { clusterSigningDuration: '30m' })
  await put(server, [{ expirationSeconds: 1800, approve: true }])
  t.equal(await decision(server), approvedBy(1))
  await put(server, [{ expirationSeconds: 1799, approve: true }])
  t.equal(await decision(server), 'nothing')
})

t.test('a rule approves system:masters only if it names the group', async (t) => {
  const server = await startServer(t)
  const master = { organizations: ['dev', 'system:masters'], signerName: OTHER }
  const stars: Rules = [
    { everything: true, approve: true },
    { organizations: ['*'], approve: true },
    { organizations: ['dev', 'system:*'], signer: OTHER, approve: true },
  ]
  await put(server, stars)
  t.equal(await decision(server, master), 'nothing')
  t.equal(await decision(server, { ...master, organizations: ['dev'] }), approvedBy(1))
  await put(server, [...stars, { organizations: ['dev', 'system:masters'], approve: true }])
  t.equal(await decision(server, master), approvedBy(4), 'a rule that names the group approves it')
  await put(server, [...stars, { organizations: ['system:*', 'dev'], deny: 'not here' }])
  t.match(await decision(server, master), /^Denied: not here/, 'a star may deny')
  const { code, body } = await server.post(
    COLLECTION,
    csrBody({ name: 'm', request: requestOf({ organizations: ['system:masters'] }) }),
  )
  t.equal(code, 403, 'admission rejects the group for kube-apiserver-client')
  t.match(body.message, /system:masters/)
})

t.test('a rule approves serving certificates of kubelets', async (t) => {
  const node = 'system:node:n1'
  const server = await startServer(t, {
    autoApprove: `
- signer: ${SERVING}
  users: ['system:node:*']
  groups: [system:nodes]
  usages: [digital signature, key encipherment, server auth]
  approve: true
`,
  })
  const request = requestOf({
    commonName: node,
    organizations: ['system:nodes'],
    names: [dns('n1')],
  })
  const usages = ['digital signature', 'server auth']
  const body = csrBody({ name: 'n1', request, signerName: SERVING, usages })
  const as = { user: node, groups: ['system:nodes', 'system:masters'] }
  t.equal((await server.post(COLLECTION, body, { as })).code, 201)
  const { status } = await server.until(
    `${COLLECTION}/n1`,
    (body) => body.status.certificate !== undefined,
  )
  t.match(status.conditions, [{ type: 'Approved', reason: 'CsrlabApprovers' }])
})

t.test('new rules decide pending CSRs before the PUT of the rules is answered', async (t) => {
  const server = await startServer(t)
  await server.create(COLLECTION, csrBody({ name: 'pending' }))
  await server.create(COLLECTION, csrBody({ name: 'other', signerName: 'example.com/a' }))
  await server.server.clock.settled()
  t.equal(await decided(server, 'pending'), 'nothing')
  const rules = [{ signer: CLIENT, approve: true }]
  const { body } = await server.put(APPROVERS, { rules })
  t.same(body, { rules })
  t.equal(await decided(server, 'pending'), approvedBy(1))
  t.equal(await decided(server, 'other'), 'nothing')
  await put(server, [{ everything: true, deny: 'no more' }])
  t.equal(await decided(server, 'pending'), approvedBy(1), 'a decision is final')
  t.match(await decided(server, 'other'), /^Denied: no more/)
})

t.test('faults take precedence over rules', async (t) => {
  const server = await startServer(t)
  await server.put('/csrlab/v1/clock', { running: false })
  await put(server, [{ everything: true, approve: true }])
  const order = async (approver: object) =>
    server.post('/csrlab/v1/faults', { name: 'f', match: { signer: CLIENT }, fault: { approver } })
  await order({ deny: 'broken' })
  t.match(await decision(server), /^Denied: broken \(by fault f\)/)
  await server.delete('/csrlab/v1/faults/f')
  await order({ delay: '10m' })
  t.equal(await decision(server), 'nothing')
  await server.post('/csrlab/v1/clock/advance', { by: '10m' })
  t.equal(
    await decided(server, `r${count}`),
    approvedBy(1),
    'after a delay without a verdict, the rules decide',
  )
})

t.test('a CSR from the future is decided', async (t) => {
  const server = await startServer(t)
  await server.create(COLLECTION, csrBody({ name: 'early' }))
  await server.put('/csrlab/v1/clock', {
    time: '2020-01-01T00:00:00Z',
    running: false,
    force: true,
  })
  await put(server, [{ everything: true, approve: true }])
  t.equal(await decided(server, 'early'), approvedBy(1))
})

t.test('invalid rules change nothing', async (t) => {
  const server = await startServer(t)
  const rules: Rules = [{ groups: ['dev'], approve: true }]
  await put(server, rules)
  const refused = async (body: unknown) => {
    const answer = await server.put(APPROVERS, body as object)
    return [answer.code, answer.body.message]
  }
  t.same(await refused([...rules, { sgner: 'a', deny: 'b' }]), [
    400,
    'rule 2: there is no field "sgner"; did you mean signer?',
  ])
  t.match(await refused({}), [400, /^write a list of rules/])
  t.equal(
    (await server.request('PUT', APPROVERS)).body.message,
    'the body must contain the list of rules',
  )
  t.same((await server.get(APPROVERS)).body, { rules })
  t.same((await server.delete(APPROVERS)).body, { count: 1 })
  t.same((await server.get(APPROVERS)).body, { rules: [] })
  t.equal((await server.put(APPROVERS, rules, { as: { user: 'jane' } })).code, 403)
})

t.test('a reset restores the initial rules', async (t) => {
  const server = await startServer(t, { autoApprove: [{ groups: ['dev'], approve: true }] })
  const atFirst = (await server.get(APPROVERS)).body
  await put(server, [{ everything: true, deny: 'no' }])
  await server.post('/csrlab/v1/reset', {})
  t.same((await server.get(APPROVERS)).body, atFirst)
  t.equal(await decision(server), 'nothing')
})

t.test('a program sets and lists rules', async (t) => {
  const rules: Rules = [
    { commonName: 'jane', approve: true },
    { everything: true, deny: 'only jane' },
  ]
  const cluster = await startCluster({ autoApprove: rules })
  t.teardown(() => cluster.close())
  t.same(cluster.approvers.list(), rules)
  t.equal((await cluster.issue({ commonName: 'jane' })).commonName, 'jane')
  await t.rejects(cluster.issue({ commonName: 'joe' }), {
    message: 'the request was denied: only jane (by rule 2 of the approvers)',
  })
  await cluster.approvers.set('- { commonName: joe, approve: true }')
  t.same(cluster.approvers.list(), [{ commonName: 'joe', approve: true }])
  await t.rejects(cluster.approvers.set([{ approve: true }]), { message: /^rule 1: say which/ })
  await t.rejects(cluster.approvers.set(5 as never), /write a list of rules/)
  t.equal(cluster.approvers.clear(), 1)
  await cluster.reset()
  t.same(cluster.approvers.list(), rules)
  await t.rejects(startCluster({ autoApprove: [{ sgner: 'a', approve: true } as ApproverRule] }), {
    message: 'autoApprove: rule 1: there is no field "sgner"; did you mean signer?',
  })
  await cluster.close()
  t.throws(() => cluster.approvers.list(), /the cluster is closed/)
})
