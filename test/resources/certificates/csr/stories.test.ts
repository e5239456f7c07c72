/** From a request to a certificate that logs in: what clients of a cluster go through, over TLS and with the controllers running. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { exportKey } from '../../../../src/ca/keys.ts'
import {
  CLIENT,
  COLLECTION,
  condition,
  csrBody,
  KUBELET,
  NODE,
  nodeClientBody,
  requestOf,
} from '../../../fixtures/builders.ts'
import { p256 } from '../../../ca/builders.ts'
import { stuckEntropy } from '../../../fixtures/entropy.ts'
import { type Json, startServer, type TestServer } from '../../../fixtures/server.ts'

const RBAC = '/apis/rbac.authorization.k8s.io/v1'

const bind = async (server: TestServer, user: string, role: string): Promise<void> => {
  const name = randomUUID()
  const { code } = await server.post(`${RBAC}/clusterrolebindings`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  })
  if (code !== 201) throw new Error(`binding ${role}: ${code}`)
}

const certificateOf = async (server: TestServer, name: string): Promise<string> => {
  const { status } = await server.until(`${COLLECTION}/${name}`, (csr) => csr.status.certificate)
  return Buffer.from(status.certificate, 'base64').toString()
}

const approve = (server: TestServer, name: string): Promise<unknown> =>
  server.patch(`${COLLECTION}/${name}/approval`, {
    status: { conditions: [condition('Approved')] },
  })

t.test(
  'a certificate that was asked for and approved logs in, and can ask for another',
  async (t) => {
    const server = await startServer(t)
    await server.post(`${RBAC}/clusterroles`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'tester-csr' },
      rules: [
        {
          apiGroups: ['certificates.k8s.io'],
          resources: ['certificatesigningrequests'],
          verbs: ['create'],
        },
      ],
    })
    await bind(server, 'tester-csr', 'tester-csr')
    const template = csrBody({
      generateName: 'tester-csr-',
      request: requestOf({ commonName: 'tester-csr' }),
      usages: ['digital signature', 'key encipherment', 'client auth'],
      expirationSeconds: 3600,
    })
    const created = (await server.post(COLLECTION, template)).body
    created.status.conditions = [
      condition('Approved', { reason: 'E2E', message: 'Set from an e2e test' }),
    ]
    const { name } = created.metadata
    t.equal((await server.put(`${COLLECTION}/${name}/approval`, created)).code, 200)
    const certificate = await certificateOf(server, name)
    const identity = { certificate, key: exportKey(p256) }
    const second = await server.post(COLLECTION, template, { identity })
    t.equal(second.code, 201)
    t.equal(second.body.spec.username, 'tester-csr')
    t.same(second.body.spec.groups, ['system:authenticated'])
    t.match(second.body.spec.extra['authentication.kubernetes.io/credential-id'], [
      /^X509SHA256=[0-9a-f]{64}$/,
    ])
    server.clock.advance(3_600_000 + 300_000)
    const late = await server.post(COLLECTION, template, { identity })
    t.equal(late.code, 401, 'and after its time it does not')
  },
)

t.test('who impersonates another asks in the other’s name', async (t) => {
  const server = await startServer(t)
  await bind(server, 'alice', 'system:node-bootstrapper')
  const { body } = await server.post(COLLECTION, csrBody({ usages: ['any'] }), {
    as: { user: 'alice', uid: '1234' },
  })
  t.same(Object.keys(body.spec).sort(), [
    'groups',
    'request',
    'signerName',
    'uid',
    'usages',
    'username',
  ])
  t.match(body.spec, { username: 'alice', uid: '1234', groups: ['system:authenticated'] })
})

t.test('kubelets’ certificates are approved for those who may have them', async (t) => {
  const server = await startServer(t)
  const create = async (name: string, user: string, signerName = KUBELET): Promise<void> => {
    await bind(server, user, 'system:node-bootstrapper')
    await server.post(COLLECTION, nodeClientBody({ name, signerName }), { as: { user } })
  }
  const roles = 'system:certificates.k8s.io:certificatesigningrequests'
  await bind(server, NODE, `${roles}:selfnodeclient`)
  await create('self', NODE)
  t.match(await certificateOf(server, 'self'), /^-----BEGIN CERTIFICATE-----/)
  await bind(server, 'joiner', `${roles}:nodeclient`)
  await create('joining', 'joiner')
  await certificateOf(server, 'joining')
  await create('other-signer', 'joiner', CLIENT)
  await create('later', 'nobody-yet')
  await server.until('/readyz', () => server.clock.waiting.includes(200))
  for (const name of ['other-signer', 'later'])
    t.same((await server.get(`${COLLECTION}/${name}`)).body.status, {}, name)
  await bind(server, 'nobody-yet', `${roles}:nodeclient`)
  server.clock.advance(200)
  await certificateOf(server, 'later')
})

t.test('field selectors', async (t) => {
  const server = await startServer(t)
  const signers = {
    'csr-1': 'example.com/one',
    'csr-3': 'example.com/two',
    'csr-2': 'example.com/two',
  }
  for (const [name, signerName] of Object.entries(signers))
    await server.post(COLLECTION, csrBody({ name, signerName, request: requestOf({ key: p256 }) }))
  const select = async (selector: string): Promise<string[]> => {
    const { body } = await server.get(`${COLLECTION}?fieldSelector=${encodeURIComponent(selector)}`)
    return body.items.map(({ metadata }: Json) => metadata.name)
  }
  t.same(await select('spec.signerName=example.com/one'), ['csr-1'])
  t.same(await select('spec.signerName==example.com/two'), ['csr-2', 'csr-3'])
  t.same(await select('spec.signerName!=example.com/two'), ['csr-1'])
  t.same(await select('spec.signerName=example.com/two,metadata.name=csr-3'), ['csr-3'])
  for (const label of ['metadata.namespace', 'spec.username', 'status.phase']) {
    const answer = await server.get(`${COLLECTION}?fieldSelector=${label}%3Dx`)
    t.equal(answer.code, 400)
    t.match(answer.body.message, `field label not supported: ${label}`)
  }
})

t.test('generated names', async (t) => {
  const server = await startServer(t)
  const create = (generateName: string): Promise<Json> =>
    server.post(COLLECTION, csrBody({ generateName, signerName: 'example.com/x' }))
  const { body } = await create('any Prefix-')
  t.match(body.metadata.name, /^any Prefix-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  t.equal(body.metadata.generateName, 'any Prefix-')
  const long = await create('p'.repeat(80))
  t.match(long.body.metadata.name, /^p{58}\w{5}$/)
  const slash = await create('a/b-')
  t.equal(slash.code, 422)
  const none = await server.post(COLLECTION, csrBody({ metadata: { name: '' } }))
  t.match(none.body.message, 'metadata.name: Required value: name or generateName is required')
})

t.test('a name that cannot be generated is told as a conflict to try again', async (t) => {
  const server = await startServer(t, { entropy: stuckEntropy() })
  const body = csrBody({ generateName: 'stuck-', signerName: 'example.com/x' })
  const first = await server.post(COLLECTION, body)
  t.equal(first.code, 201)
  const second = await server.post(COLLECTION, body)
  t.equal(second.code, 409)
  t.match(second.body, {
    reason: 'AlreadyExists',
    message: `certificatesigningrequests.certificates.k8s.io "${first.body.metadata.name}" already exists, the server was not able to generate a unique name for the object`,
    details: { retryAfterSeconds: 1 },
  })
})

t.test('names of any sort, but none that a path cannot hold', async (t) => {
  const server = await startServer(t)
  for (const name of ['Any Thing:At_All', '__proto__', 'constructor', '제인', 'a'.repeat(300)]) {
    const created = await server.post(COLLECTION, csrBody({ name, signerName: 'example.com/x' }))
    t.equal(created.code, 201, name)
    const got = await server.get(`${COLLECTION}/${encodeURIComponent(name)}`)
    t.equal(got.body.metadata.name, name)
  }
  for (const [name, text] of [
    ['.', `Invalid value: ".": may not be '.'`],
    ['..', `Invalid value: "..": may not be '..'`],
    ['a/b', `Invalid value: "a/b": may not contain '/'`],
    ['a%b', `Invalid value: "a%b": may not contain '%'`],
  ] as const) {
    const { code, body } = await server.post(COLLECTION, csrBody({ name }))
    t.equal(code, 422)
    t.match(body.message, `metadata.name: ${text}`)
  }
})

t.test(
  'what was approved before a restart is signed after it, and what was signed stays',
  async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'csrlab-test-'))
    t.teardown(() => rmSync(dataDir, { recursive: true }))
    const first = await startServer({ teardown: () => undefined }, { dataDir })
    await first.post(COLLECTION, csrBody({ name: 'done', request: requestOf({ key: p256 }) }))
    await approve(first, 'done')
    const done = await certificateOf(first, 'done')
    await first.post(COLLECTION, csrBody({ name: 'waits' }))
    void approve(first, 'waits').catch(() => undefined)
    await first.until(`${COLLECTION}/waits`, ({ status }) => status.conditions)
    await first.close()
    const second = await startServer(t, { dataDir })
    t.equal(await certificateOf(second, 'done'), done)
    await certificateOf(second, 'waits')
  },
)
