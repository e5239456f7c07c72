/** Who is stopped where on the way of a write: RBAC, validation, then the admission plugins of certificates. */
import t, { type Test } from 'tap'
import {
  CLIENT,
  COLLECTION,
  condition,
  csrBody,
  KUBELET,
  requestOf,
} from '../../fixtures/builders.ts'
import { type Answer, startServer } from '../../fixtures/server.ts'

const server = await startServer(t)
const RBAC = '/apis/rbac.authorization.k8s.io/v1'
const SIGNER = 'example.com/something'
const MASTERS = requestOf({ organizations: ['system:masters'] })

/** A user who may do what these rules say, and read nothing. */
const grant = async (user: string, rules: object[]): Promise<void> => {
  await server.post(`${RBAC}/clusterroles`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: user },
    rules: rules.map((rule) => ({ apiGroups: ['certificates.k8s.io'], ...rule })),
  })
  await server.post(`${RBAC}/clusterrolebindings`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: user },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: user },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  })
}

const messageOf = ({ code, body }: Answer): string => `${code} ${body.message ?? ''}`
const approve = (user: string, conditions: object[] = [condition('Approved')]): Promise<Answer> =>
  server.patch(`${COLLECTION}/csr/approval`, { status: { conditions } }, { as: { user } })
const sign = (user: string, body: object): Promise<Answer> =>
  server.patch(`${COLLECTION}/csr/status`, body, { as: { user } })

/** A test that begins with a new request `csr`. */
const test = (name: string, run: (t: Test) => Promise<void>): void =>
  void t.test(name, async (t) => {
    await server.delete(`${COLLECTION}/csr`)
    await server.post(COLLECTION, csrBody({ name: 'csr', signerName: SIGNER }))
    await run(t)
  })

const FORBIDDEN = 'certificatesigningrequests.certificates.k8s.io "csr" is forbidden'

for (const [verb, endpoint] of [
  ['approve', 'approval'],
  ['sign', 'status'],
] as const) {
  const resources = [`certificatesigningrequests/${endpoint}`]
  const write = (user: string): Promise<Answer> =>
    verb === 'approve' ? approve(user) : sign(user, { status: { conditions: [condition('Mine')] } })

  test(`/${endpoint} needs ${verb} on the signer, which the name, its domain or all may give`, async (t) => {
    const signers: Record<string, string[] | undefined> = {
      exact: [SIGNER],
      domain: ['example.com/*'],
      all: undefined,
      other: ['example.com/other'],
      star: ['*'],
      otherdomain: ['something.com/*'],
    }
    for (const [name, resourceNames] of Object.entries(signers)) {
      const user = `${verb}-${name}`
      await grant(user, [
        { verbs: ['update', 'patch'], resources },
        { verbs: [verb], resources: ['signers'], ...(resourceNames ? { resourceNames } : {}) },
      ])
      const answer = await write(user)
      if (['exact', 'domain', 'all'].includes(name)) t.equal(answer.code, 200, name)
      else
        t.equal(
          messageOf(answer),
          `403 ${FORBIDDEN}: user not permitted to ${verb} requests with signerName "${SIGNER}"`,
          name,
        )
      await server.delete(`${COLLECTION}/csr`)
      await server.post(COLLECTION, csrBody({ name: 'csr', signerName: SIGNER }))
    }
  })

  test(`${verb} on the signer is worth nothing without the right to write /${endpoint}`, async (t) => {
    await grant(`only-${verb}`, [{ verbs: [verb], resources: ['signers'] }])
    t.equal(
      messageOf(await write(`only-${verb}`)),
      `403 ${FORBIDDEN}: User "only-${verb}" cannot patch resource "certificatesigningrequests/${endpoint}" ` +
        'in API group "certificates.k8s.io" at the cluster scope',
    )
  })
}

test('what is wrong is told before who may not', async (t) => {
  await grant('writer', [
    {
      verbs: ['patch'],
      resources: ['certificatesigningrequests/approval', 'certificatesigningrequests/status'],
    },
  ])
  t.equal((await approve('writer', [condition('Approved', { status: 'False' })])).code, 422)
  t.equal((await approve('writer')).code, 403)
  t.equal((await sign('writer', { status: { certificate: 'AAAA' } })).code, 422)
  const masters = csrBody({ name: 'm', request: MASTERS, usages: ['odd'] })
  t.equal((await server.post(COLLECTION, masters)).code, 422)
})

test('/approval asks even when nothing changes, /status only when the status does', async (t) => {
  const labels = { metadata: { labels: { a: 'b' } } }
  t.match(messageOf(await approve('writer', [])), /^403 /)
  t.equal((await sign('writer', labels)).code, 200, 'metadata alone')
  t.match(messageOf(await sign('writer', { status: { conditions: [condition('Mine')] } })), /^403 /)
})

test('nobody asks the client signer for system:masters', async (t) => {
  const ask = (name: string, request: string, signerName = CLIENT): Promise<Answer> =>
    server.post(`${COLLECTION}?dryRun=All`, csrBody({ name, request, signerName }))
  const text =
    'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed'
  t.equal(
    messageOf(await ask('m', MASTERS)),
    `403 certificatesigningrequests.certificates.k8s.io "m" is forbidden: ${text}`,
  )
  const two = requestOf({ organizations: ['a', 'system:masters'] })
  t.match(messageOf(await ask('m', two)), text)
  for (const organization of ['system:notmasters', 'System:masters', 'system:masters ', ''])
    t.equal((await ask('m', requestOf({ organizations: [organization] }))).code, 201, organization)
  t.equal((await ask('m', MASTERS, KUBELET)).code, 201, 'other signers are not asked about')
  t.equal((await ask('m', MASTERS, 'example.com/x')).code, 201)
  const generated = await server.post(
    COLLECTION,
    csrBody({ generateName: 'gen-', request: MASTERS }),
  )
  t.match(
    messageOf(generated),
    /^403 certificatesigningrequests\.certificates\.k8s\.io "gen-\w{5}" is/,
  )
})

test('members of system:masters may all of it, and dry runs too', async (t) => {
  const as = { user: 'root', groups: ['system:masters'] }
  const body = { status: { conditions: [condition('Mine')] } }
  const dry = await server.patch(`${COLLECTION}/csr/status?dryRun=All`, body, { as })
  t.equal(dry.body.status.conditions.length, 1)
  t.same((await server.get(`${COLLECTION}/csr`)).body.status, {})
})
