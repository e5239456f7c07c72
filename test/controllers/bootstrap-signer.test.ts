/**
 * Signatures of the ConfigMap `cluster-info`, which `kubeadm join --discovery-token` verifies
 * before it trusts a cluster.
 */
import { createHash, createHmac, X509Certificate } from 'node:crypto'
import t from 'tap'
import { parse } from 'yaml'
import { renderKubeconfig } from '../../src/apiserver/client/kubeconfig.ts'
import { role, roleBinding, rule, user } from '../apiserver/authz/builders.ts'
import { type Json, startServer } from '../fixtures/server.ts'

const SECRETS = '/api/v1/namespaces/kube-system/secrets'
const MAPS = '/api/v1/namespaces/kube-public/configmaps'
const ROLES = '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-public'
const SECRET = '0123456789abcdef'

const server = await startServer(t)
const { clock } = server

const must = async (path: string, body: object) => {
  const answer = await server.post(path, body)
  if (answer.code !== 201) throw new Error(answer.text)
  return answer.body
}

const token = (id: string, more: object = {}) =>
  must(SECRETS, {
    metadata: { name: `bootstrap-token-${id}` },
    type: 'bootstrap.kubernetes.io/token',
    stringData: {
      'token-id': id,
      'token-secret': SECRET,
      'usage-bootstrap-signing': 'true',
      ...more,
    },
  })

const signatures = ({ data = {} }: Json) =>
  Object.keys(data)
    .filter((key) => key.startsWith('jws-kubeconfig-'))
    .map((key) => key.slice('jws-kubeconfig-'.length))

/** Returns the ConfigMap once it has the signatures of exactly these tokens. */
const signedBy = (...ids: string[]) =>
  server.until(
    `${MAPS}/cluster-info`,
    (map) => JSON.stringify(signatures(map)) === JSON.stringify(ids),
  )

const kubeconfig = renderKubeconfig({
  server: server.url,
  caPem: server.server.authority.certificatePem,
  user: 'nobody',
  credentials: server.server.admin,
})

t.test('an anonymous client with a token finds the trusted CA', async (t) => {
  await token('abcdef')
  // objects of kubeadm init: the ConfigMap, and permission for anonymous clients to read it
  await must(MAPS, { metadata: { name: 'cluster-info' }, data: { kubeconfig } })
  const name = 'kubeadm:bootstrap-signer-clusterinfo'
  const rules = [rule('get core/configmaps cluster-info')]
  await must(`${ROLES}/roles`, role('kube-public', name, rules))
  const anyone = user('system:anonymous')
  await must(`${ROLES}/rolebindings`, roleBinding('kube-public', name, `Role/${name}`, anyone))
  await signedBy('abcdef')

  const { code, body } = await server.get(`${MAPS}/cluster-info`, {
    as: { user: 'system:anonymous', groups: ['system:unauthenticated'] },
  })
  t.equal(code, 200)
  const [head = '', content = 'x', signature = ''] = body.data['jws-kubeconfig-abcdef'].split('.')
  t.equal(content, '', 'the signature is detached from the content')
  t.same(JSON.parse(Buffer.from(head, 'base64url').toString()), { alg: 'HS256', kid: 'abcdef' })
  const over = `${head}.${Buffer.from(body.data.kubeconfig).toString('base64url')}`
  t.equal(signature, createHmac('sha256', SECRET).update(over).digest('base64url'))

  const { clusters } = parse(body.data.kubeconfig)
  const ca = new X509Certificate(
    Buffer.from(clusters[0].cluster['certificate-authority-data'], 'base64'),
  )
  const pin = (of: X509Certificate) =>
    createHash('sha256')
      .update(of.publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex')
  t.equal(pin(ca), pin(new X509Certificate(server.server.authority.certificatePem)))
})

t.test('every valid signing token signs; changed content is signed again', async (t) => {
  await token('aaaaaa')
  await token('bbbbbb', { 'usage-bootstrap-signing': 'false' })
  await token('cccccc', { 'token-id': 'dddddd' })
  await token('eeeeee', { 'token-secret': '' })
  await token('ffffff', { expiration: new Date(clock.now() - 1000).toISOString() })
  await token('gggggg', { expiration: new Date(clock.now() + 60_000).toISOString() })
  const before = await signedBy('aaaaaa', 'abcdef', 'gggggg')

  await server.patch(`${MAPS}/cluster-info`, {
    data: { kubeconfig: 'other', 'jws-kubeconfig-zzzzzz': 'forged', note: 'stays' },
  })
  const after = await server.until(
    `${MAPS}/cluster-info`,
    ({ data }) =>
      data['jws-kubeconfig-zzzzzz'] === undefined &&
      data['jws-kubeconfig-aaaaaa'] !== before.data['jws-kubeconfig-aaaaaa'],
  )
  t.match(after.data, { kubeconfig: 'other', note: 'stays' })
  t.same(signatures(after), ['aaaaaa', 'abcdef', 'gggggg'])

  clock.advance(60_000)
  await signedBy('aaaaaa', 'abcdef')
  await server.delete(`${SECRETS}/bootstrap-token-abcdef`)
  const last = await signedBy('aaaaaa')
  const managers = last.metadata.managedFields.map(({ manager }: Json) => manager)
  t.ok(managers.includes('kube-controller-manager'))

  await server.patch(`${MAPS}/cluster-info`, { data: { kubeconfig: null } })
  await server.delete(`${SECRETS}/bootstrap-token-aaaaaa`)
  await token('hhhhhh')
  await server.until('/api/v1/namespaces/kube-system/secrets/bootstrap-token-hhhhhh', Boolean)
  const { body } = await server.get(`${MAPS}/cluster-info`)
  t.same(signatures(body), ['aaaaaa'], 'without a kubeconfig, signatures stay as they are')
})
