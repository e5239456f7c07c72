import t from 'tap'
import type { ServerOptions } from '../../src/server/options.ts'
import { namesOf, startServer } from '../fixtures/server.ts'

const PATH = '/apis/certificates.k8s.io/v1beta1/clustertrustbundles'
const SERVING = 'kubernetes.io/kube-apiserver-serving'
const warning = (version: string, deprecated: string, gone: string, instead = '') =>
  `299 - "certificates.k8s.io/${version} ClusterTrustBundle is deprecated in ${deprecated}+, unavailable in ${gone}+${instead}"`
const V1BETA1_WARNING = warning(
  'v1beta1',
  'v1.37',
  'v1.40',
  '; use certificates.k8s.io/v1 ClusterTrustBundle',
)

const runtimeConfig = { 'certificates.k8s.io/v1beta1': true }
const BETA: Omit<ServerOptions, 'clock'> = {
  kubernetesVersion: 'v1.36.3',
  featureGates: { ClusterTrustBundle: true },
  runtimeConfig,
}

const bundle = (name: string, signerName: string | undefined, trustBundle: string) => ({
  apiVersion: 'certificates.k8s.io/v1beta1',
  kind: 'ClusterTrustBundle',
  metadata: { name },
  spec: { trustBundle, ...(signerName === undefined ? {} : { signerName }) },
})

t.test('bundles can be selected by signer, in v1 and v1beta1', async (t) => {
  const cluster = await startServer(t, { kubernetesVersion: 'v1.37.0', runtimeConfig })
  const pem = cluster.server.authority.certificatePem
  await cluster.post(PATH, bundle('example.com:s:a', 'example.com/s', pem))
  for (const [version, warning] of [
    ['v1', undefined],
    ['v1beta1', V1BETA1_WARNING],
  ] as const) {
    const path = PATH.replace('v1beta1', version)
    const found = await cluster.get(`${path}?fieldSelector=spec.signerName%3Dexample.com/s`)
    t.equal(found.headers.warning, warning)
    t.equal(found.body.apiVersion, `certificates.k8s.io/${version}`)
    t.same(namesOf(found.body), ['example.com:s:a'])
    const watched = await cluster.watch(`${path}?watch=true`)
    watched.stop()
    t.equal(watched.message.headers.warning, warning)
    const missing = await cluster.get(`${path}/none`)
    t.strictSame([missing.code, missing.headers.warning], [404, warning])
    const other = await cluster.get(`${path}?fieldSelector=spec.trustBundle%3Dx`)
    t.strictSame(
      [other.code, other.body.message],
      [400, 'field label not supported: spec.trustBundle'],
    )
  }
})

t.test("a bundle publishes the API server's CA; changes and deletions are undone", async (t) => {
  const cluster = await startServer(t, BETA)
  const list = `${PATH}?fieldSelector=spec.signerName%3D${encodeURIComponent(SERVING)}`
  const published = await cluster.until(list, ({ items }) => items.length === 1)
  const [{ metadata, spec }] = published.items
  t.match(metadata.name, /^kubernetes\.io:kube-apiserver-serving:[0-9a-f]{24}$/)
  t.equal(spec.trustBundle, cluster.server.authority.certificatePem)

  const stale = 'kubernetes.io:kube-apiserver-serving:stale'
  await cluster.post(PATH, bundle(stale, SERVING, spec.trustBundle))
  await cluster.until(`${PATH}/${stale}`, (_, { code }) => code === 404)

  const path = `${PATH}/${metadata.name}`
  const meddled = await cluster.patch(path, {
    spec: { trustBundle: `# mine\n${spec.trustBundle}` },
  })
  t.equal(meddled.code, 200)
  await cluster.until(path, ({ spec: stored }) => stored?.trustBundle === spec.trustBundle)
  await cluster.delete(path)
  await cluster.until(path, ({ spec: stored }) => stored?.trustBundle === spec.trustBundle)
})

t.test('--runtime-config selects the served versions', async (t) => {
  const cluster = await startServer(t, {
    ...BETA,
    runtimeConfig: {
      'certificates.k8s.io/v1alpha1': true,
      'certificates.k8s.io/v1beta1': false,
    },
  })
  const alpha = PATH.replace('v1beta1', 'v1alpha1')
  await cluster.until(alpha, ({ items }) => items.length === 1)
  const served = await cluster.get(alpha)
  t.equal(served.headers.warning, warning('v1alpha1', 'v1.34', 'v1.37'))
  t.equal(served.body.apiVersion, 'certificates.k8s.io/v1alpha1')
  t.equal(await cluster.code(PATH), 404)
  const { body: group } = await cluster.get('/apis/certificates.k8s.io')
  t.same(
    group.versions.map(({ version }: { version: string }) => version),
    ['v1', 'v1alpha1'],
  )
  const openapi = JSON.parse((await cluster.get('/openapi/v3')).text)
  t.ok('apis/certificates.k8s.io/v1alpha1' in openapi.paths)
  t.notOk('apis/certificates.k8s.io/v1beta1' in openapi.paths)

  const off = await startServer(t, { ...BETA, runtimeConfig: { 'api/beta': false } })
  t.equal(await off.code(PATH), 404)
  const role =
    '/apis/rbac.authorization.k8s.io/v1/clusterroles/system:cluster-trust-bundle-discovery'
  t.equal(await off.code(role), 200, 'the role depends on the gate only')
  const closed = await startServer(t, { kubernetesVersion: 'v1.36.3' })
  t.equal(await closed.code(role), 404)
})
