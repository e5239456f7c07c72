/** From a request to a certificate that logs in: what clients of a cluster go through, over TLS and with the controllers running. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
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
import { startServer, type TestServer } from '../../../fixtures/server.ts'

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
