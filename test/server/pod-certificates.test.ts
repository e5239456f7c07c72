import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto'
import t from 'tap'
import type { ServerOptions } from '../../src/server/options.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import {
  condition,
  keyAndProof,
  stub,
} from '../resources/certificates/podcertificaterequest/builders.ts'
import { ed25519, p256 } from '../ca/builders.ts'

const GROUP = '/apis/certificates.k8s.io'
const BETA: Omit<ServerOptions, 'clock'> = {
  kubernetesVersion: 'v1.36.3',
  featureGates: { PodCertificateRequest: true, ClusterTrustBundle: true },
  runtimeConfig: { 'certificates.k8s.io/v1beta1': true },
}
const at = (version: string, name = '', namespace = 'default') =>
  `${GROUP}/${version}/namespaces/${namespace}/podcertificaterequests${name === '' ? '' : `/${name}`}`
const NODE = { as: { user: 'system:node:n', groups: ['system:nodes'] } }

interface World {
  readonly cluster: TestServer
  /** a spec for the pod p on the node n */
  readonly spec: Readonly<Record<string, string>>
}

const worldOf = async (cluster: TestServer) => {
  const make = async (path: string, body: object) => (await cluster.create(path, body)).metadata.uid
  const core = '/api/v1/namespaces/default'
  const nodeUID = await make('/api/v1/nodes', { metadata: { name: 'n' } })
  const serviceAccountUID = await make(`${core}/serviceaccounts`, { metadata: { name: 'robot' } })
  const source = {
    podCertificate: {
      signerName: 'example.com/pods',
      keyType: 'ED25519',
      credentialBundlePath: 'bundle.pem',
    },
  }
  const podUID = await make(`${core}/pods`, {
    metadata: { name: 'p' },
    spec: {
      nodeName: 'n',
      serviceAccountName: 'robot',
      containers: [{ name: 'c', image: 'x' }],
      volumes: [{ name: 'certificate', projected: { sources: [source] } }],
    },
  })
  return {
    cluster,
    spec: {
      signerName: 'example.com/pods',
      podName: 'p',
      podUID,
      serviceAccountName: 'robot',
      serviceAccountUID,
      nodeName: 'n',
      nodeUID,
    },
  }
}

const create = ({ cluster, spec }: World, version: string, name: string, key: object) =>
  cluster.post(at(version), { metadata: { name }, spec: { ...spec, ...key } }, NODE)

const answer = (cluster: TestServer, version: string, name: string, status: object) =>
  cluster.patch(`${at(version, name)}/status`, { status })

t.test('a PodCertificateRequest is deleted after a quarter of an hour', async (t) => {
  const world = await worldOf(await startServer(t, BETA))
  const { cluster } = world
  await create(world, 'v1beta1', 'a', { stubPKCS10Request: stub() })
  cluster.clock.advance(15 * 60_000)
  t.equal(await cluster.code(at('v1beta1', 'a')), 200)
  cluster.clock.advance(60_000)
  await cluster.until(at('v1beta1', 'a'), (_, { code }) => code === 404)
})

t.test('1.37 serves v1, and v1beta1 if enabled', async (t) => {
  const { runtimeConfig = {} } = BETA
  const world = await worldOf(await startServer(t, { kubernetesVersion: 'v1.37.0', runtimeConfig }))
  const { cluster } = world
  const old = await create(world, 'v1beta1', 'old', keyAndProof(ed25519, world.spec['podUID']))
  t.equal(old.code, 201)
  t.equal(
    old.headers.warning,
    '299 - "certificates.k8s.io/v1beta1 PodCertificateRequest is deprecated in v1.37+, unavailable in v1.40+; use certificates.k8s.io/v1 PodCertificateRequest"',
  )
  const { body: seen } = await cluster.get(at('v1', 'old'))
  t.equal(seen.apiVersion, 'certificates.k8s.io/v1')
  t.same(
    Object.keys(seen.spec).filter((field) => /key|proof|stub/i.test(field)),
    ['stubPKCS10Request'],
    'v1 has only one form of key',
  )
  t.equal(seen.spec.stubPKCS10Request, null)

  const strict = await cluster.post(`${at('v1')}?fieldValidation=Strict`, {
    metadata: { name: 'x' },
    spec: { ...world.spec, pkixPublicKey: 'AAAA' },
  })
  t.match(strict.body.message, /unknown field "spec\.pkixPublicKey"/)
  t.match((await create(world, 'v1', 'x', {})).body.message, /exactly one of \(stubPKCS10Request\)/)
  const made = await create(world, 'v1', 'new', { stubPKCS10Request: stub() })
  t.equal(made.code, 201)
  t.notOk('pkixPublicKey' in made.body.spec)
  t.equal((await answer(cluster, 'v1', 'new', { conditions: [condition('Denied')] })).code, 200)
  const other = { ...world, spec: { ...world.spec, signerName: 'example.com/other' } }
  t.equal((await create(other, 'v1', 'other', { stubPKCS10Request: stub() })).code, 403)
})

t.test('by default, 1.36 does not serve PodCertificateRequests', async (t) => {
  const cluster = await startServer(t, { kubernetesVersion: 'v1.36.3' })
  t.equal(await cluster.code(at('v1beta1')), 404)
  await worldOf(cluster)
  const { body: pod } = await cluster.get('/api/v1/namespaces/default/pods/p')
  t.same(
    pod.spec.volumes[0].projected.sources,
    [{}],
    'the source `podCertificate` is dropped from volumes',
  )
})

t.test('1.35 takes a public key and a proof of possession, not a stubPKCS10Request', async (t) => {
  const cluster = await startServer(t, { ...BETA, kubernetesVersion: 'v1.35.6' })
  const world = await worldOf(cluster)
  const key = keyAndProof(ed25519, world.spec['podUID'])
  const made = await create(world, 'v1beta1', 'a', key)
  t.equal(made.code, 201)
  t.notOk('stubPKCS10Request' in made.body.spec)
  const strict = `${at('v1beta1')}?fieldValidation=Strict`
  const unknown = await cluster.post(strict, { spec: { ...world.spec, stubPKCS10Request: stub() } })
  t.match(unknown.body.message, /unknown field "spec\.stubPKCS10Request"/)
  const { code, body } = await create(world, 'v1beta1', 'b', { stubPKCS10Request: stub() })
  t.equal(code, 422)
  t.match(body.message, /spec\.pkixPublicKey: Invalid value: null: must be a valid PKIX/)
})

t.test('1.34 serves v1alpha1, which has no user annotations', async (t) => {
  const cluster = await startServer(t, {
    kubernetesVersion: 'v1.34',
    featureGates: { PodCertificateRequest: true },
    runtimeConfig: { 'certificates.k8s.io/v1alpha1': true },
  })
  const world = await worldOf(cluster)
  const key = keyAndProof(ed25519, world.spec['podUID'])
  const made = await create(world, 'v1alpha1', 'a', key)
  t.equal(made.code, 201)
  t.equal(made.headers.warning, undefined)
  t.equal(made.body.apiVersion, 'certificates.k8s.io/v1alpha1')
  t.same(Object.keys(made.body.spec).slice(-3), [
    'maxExpirationSeconds',
    'pkixPublicKey',
    'proofOfPossession',
  ])
  t.match(made.body.metadata.managedFields, [{ apiVersion: 'certificates.k8s.io/v1alpha1' }])
  t.equal(await cluster.code(at('v1beta1')), 404)
  const unknown = await cluster.post(`${at('v1alpha1')}?fieldValidation=Strict`, {
    spec: { ...world.spec, ...key, unverifiedUserAnnotations: { 'a.b/c': 'd' } },
  })
  t.match(unknown.body.message, /unknown field "spec\.unverifiedUserAnnotations"/)
  const changed = await cluster.patch(at('v1alpha1', 'a'), { spec: { podName: 'other' } })
  t.match(changed.body.message, /"ProofOfPossession":"[^"]*"\}: field is immutable$/)
  const table = await cluster.get(at('v1alpha1'), {
    headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
  })
  t.equal(table.body.columnDefinitions.at(-1).name, 'State')
  const { body: discovered } = await cluster.get(`${GROUP}/v1alpha1`)
  const found = discovered.resources.find(
    ({ name }: { name: string }) => name === 'podcertificaterequests',
  )
  const hash = createHash('sha256').update('certificates.k8s.io/v1alpha1/PodCertificateRequest')
  t.equal(found.storageVersionHash, hash.digest().subarray(0, 8).toString('base64'))
  const denied = { conditions: [condition('Denied')] }
  t.equal((await answer(cluster, 'v1alpha1', 'a', denied)).code, 200)
})

t.test("csrlab's signer issues certificates, and publishes its CA", async (t) => {
  const podCertificateSigner = 'example.com/pods'
  const cluster = await startServer(t, { kubernetesVersion: 'v1.37.0', podCertificateSigner })
  const world = await worldOf(cluster)
  await create(world, 'v1', 'a', { stubPKCS10Request: stub(p256), maxExpirationSeconds: 7200 })
  const { status } = await cluster.until(at('v1', 'a'), ({ status }) => status.conditions)
  t.match(status.conditions, [{ type: 'Issued', status: 'True', reason: 'Signed' }])
  const leaf = new X509Certificate(status.certificateChain)
  t.equal(leaf.subjectAltName, 'URI:spiffe://cluster.local/ns/default/sa/robot')
  t.equal(leaf.subject, undefined)
  t.ok(leaf.checkPrivateKey(p256))
  const [from, refresh, until] = [status.notBefore, status.beginRefreshAt, status.notAfter].map(
    (time) => (Date.parse(time) - cluster.clock.now()) / 1000,
  ) as [number, number, number]
  t.same([until - from, refresh - from], [7200, 4800])

  const bundles = `${GROUP}/v1/clustertrustbundles?fieldSelector=spec.signerName%3Dexample.com/pods`
  const { items } = await cluster.until(bundles, ({ items }) => items.length === 1)
  t.match(items[0].metadata.name, /^example\.com:pods:[0-9a-f]{24}$/)
  const authority = new X509Certificate(items[0].spec.trustBundle)
  t.ok(leaf.verify(authority.publicKey))
  t.not(
    authority.fingerprint256,
    new X509Certificate(cluster.server.authority.certificatePem).fingerprint256,
  )

  await create(world, 'v1', 'old', { stubPKCS10Request: stub(), maxExpirationSeconds: 3600 })
  const rsa = generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey
  await create(world, 'v1', 'rsa', { stubPKCS10Request: stub(rsa) })
  await cluster.until(at('v1', 'old'), ({ status }) => status.conditions)
  const signed = await cluster.until(at('v1', 'rsa'), ({ status }) => status.conditions)
  t.equal(signed.status.conditions[0].type, 'Issued')
})

t.test("the signer's CA is stored, and certificates can be delayed", async (t) => {
  const options = {
    kubernetesVersion: 'v1.37.0',
    podCertificateSigner: 'example.com/pods',
    signerDelay: '10s',
    dataDir: t.testdir(),
  }
  const chainOf = async () => {
    const cluster = await startServer(t, options)
    const { items } = await cluster.until(
      `${GROUP}/v1/clustertrustbundles?fieldSelector=spec.signerName%3Dexample.com/pods`,
      ({ items }) => items.length === 1,
    )
    await cluster.close()
    return items[0].spec.trustBundle
  }
  t.equal(await chainOf(), await chainOf())

  const { dataDir: _, ...inMemory } = options
  const world = await worldOf(await startServer(t, inMemory))
  const { cluster } = world
  await create(world, 'v1', 'a', { stubPKCS10Request: stub() })
  cluster.clock.advance(9000)
  t.same((await cluster.get(at('v1', 'a'))).body.status, {})
  cluster.clock.advance(1000)
  await cluster.until(at('v1', 'a'), ({ status }) => status.conditions)
})

t.test('podCertificateSigner is rejected if PodCertificateRequests are not served', async (t) => {
  await t.rejects(
    startServer(t, { kubernetesVersion: 'v1.36.3', podCertificateSigner: 'example.com/pods' }),
    {
      message: /^--pod-certificate-signer signs PodCertificateRequests, which are not served; give/,
    },
  )
})
