import t from 'tap'
import { Cluster } from './cluster.ts'

const PATH = '/apis/certificates.k8s.io/v1beta1/clustertrustbundles'
const SERVING = 'kubernetes.io/kube-apiserver-serving'
const warning = (version: string, deprecated: string, gone: string, instead = ''): string =>
  `299 - "certificates.k8s.io/${version} ClusterTrustBundle is deprecated in ${deprecated}+, unavailable in ${gone}+${instead}"`
const V1BETA1_WARNING = warning(
  'v1beta1',
  'v1.37',
  'v1.40',
  '; use certificates.k8s.io/v1 ClusterTrustBundle',
)

const bundle = (name: string, signerName: string | undefined, trustBundle: string) => ({
  apiVersion: 'certificates.k8s.io/v1beta1',
  kind: 'ClusterTrustBundle',
  metadata: { name },
  spec: { trustBundle, ...(signerName === undefined ? {} : { signerName }) },
})

/** Lets `user` write bundles; and attest for what `signer` names, where it is given. */
const allow = async (cluster: Cluster, user: string, signer?: string): Promise<void> => {
  const rbac = '/apis/rbac.authorization.k8s.io/v1'
  const rules: object[] = [
    { apiGroups: ['certificates.k8s.io'], resources: ['clustertrustbundles'], verbs: ['*'] },
  ]
  if (signer !== undefined) {
    rules.push({
      apiGroups: ['certificates.k8s.io'],
      resources: ['signers'],
      resourceNames: [signer],
      verbs: ['attest'],
    })
  }
  await cluster.ask({
    method: 'POST',
    path: `${rbac}/clusterroles`,
    body: { metadata: { name: user }, rules },
  })
  await cluster.ask({
    method: 'POST',
    path: `${rbac}/clusterrolebindings`,
    body: {
      metadata: { name: user },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: user },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
    },
  })
}

void t.test('who writes the bundle of a signer must be permitted to attest for it', async (t) => {
  const cluster = await Cluster.start(t)
  const pem = cluster.server.authority.certificatePem
  await allow(cluster, 'writer')
  await allow(cluster, 'attester', 'example.com/s')
  await allow(cluster, 'domain', 'example.com/*')
  const post = (user: string, body: object) =>
    cluster.ask({ method: 'POST', path: PATH, user, body })

  t.equal((await post('writer', bundle('free', undefined, pem))).status, 201)
  const refused = await post('writer', bundle('example.com:s:a', 'example.com/s', pem))
  t.equal(refused.status, 403)
  t.equal(
    refused.body.message,
    'clustertrustbundles.certificates.k8s.io "example.com:s:a" is forbidden: user not permitted to attest for signerName "example.com/s"',
  )
  const wrong = await post('writer', bundle('example.com:s:a', 'example.com/s', 'nothing'))
  t.equal(wrong.status, 422, 'what is wrong comes before who may')
  t.equal((await post('attester', bundle('example.com:s:a', 'example.com/s', pem))).status, 201)
  t.equal((await post('attester', bundle('example.com:t:a', 'example.com/t', pem))).status, 403)
  t.equal((await post('domain', bundle('example.com:t:a', 'example.com/t', pem))).status, 201)

  const { body: stored } = await cluster.ask({ path: `${PATH}/example.com:s:a` })
  const put = (body: object) =>
    cluster.ask({ method: 'PUT', path: `${PATH}/example.com%3As%3Aa`, user: 'writer', body })
  const same = await put(stored)
  t.equal(same.status, 200, 'changing nothing needs no permission')
  const held = { ...stored, metadata: { ...stored.metadata, finalizers: ['example.com/held'] } }
  const finalized = await put(held)
  t.equal(finalized.status, 200, 'nor does what the garbage collector changes')
  const labelled = { ...finalized.body.metadata, labels: { a: 'b' } }
  t.equal((await put({ ...finalized.body, metadata: labelled })).status, 403)

  const unconditional = { ...labelled, resourceVersion: undefined }
  const { status, body } = await put({ ...finalized.body, metadata: unconditional })
  t.equal(status, 422)
  t.match(body.message, /metadata.resourceVersion: Invalid value: 0: must be specified/)
  const { status: deleted } = await cluster.ask({
    method: 'DELETE',
    path: `${PATH}/example.com:t:a`,
    user: 'writer',
  })
  t.equal(deleted, 200, 'deleting is not attesting')
})

void t.test('v1beta1 warns from the version on that deprecates it', async (t) => {
  const warned = async (kubernetesVersion: string): Promise<unknown> => {
    const cluster = await Cluster.start(t, { kubernetesVersion })
    return (await cluster.ask({ path: PATH })).headers.warning
  }
  t.equal(await warned('v1.34.9'), undefined)
  t.equal(await warned('v1.35.0'), undefined)
  t.equal(await warned('v1.36.0'), undefined)
  t.equal(await warned('v1.37.0'), V1BETA1_WARNING)
})

void t.test('bundles are chosen by signer, and warn that they are deprecated', async (t) => {
  const cluster = await Cluster.start(t, { kubernetesVersion: 'v1.37.0' })
  const pem = cluster.server.authority.certificatePem
  const signed = bundle('example.com:s:a', 'example.com/s', pem)
  await cluster.ask({ method: 'POST', path: PATH, body: signed })
  const found = await cluster.ask({ path: `${PATH}?fieldSelector=spec.signerName%3Dexample.com/s` })
  t.equal(found.headers.warning, V1BETA1_WARNING)
  t.equal(found.body.items.length, 1)
  t.equal(found.body.items[0].metadata.name, 'example.com:s:a')
  const watched = await cluster.ask({ path: `${PATH}?watch=true&timeoutSeconds=1` })
  t.equal(watched.headers.warning, V1BETA1_WARNING)
  const missing = await cluster.ask({ path: `${PATH}/none` })
  t.strictSame([missing.status, missing.headers.warning], [404, found.headers.warning])
  const other = await cluster.ask({ path: `${PATH}?fieldSelector=spec.trustBundle%3Dx` })
  t.strictSame(
    [other.status, other.body.message],
    [400, 'field label not supported: spec.trustBundle'],
  )
  const old = await cluster.ask({ path: PATH.replace('v1beta1', 'v1alpha1') })
  t.strictSame([old.status, old.headers.warning], [404, undefined])
})

void t.test('the CA of the API server is published, and stays so', async (t) => {
  const cluster = await Cluster.start(t)
  const list = { path: `${PATH}?fieldSelector=spec.signerName%3D${encodeURIComponent(SERVING)}` }
  const published = await cluster.eventually(list, ({ body }) => body.items.length === 1)
  const [{ metadata, spec }] = published.body.items
  t.match(metadata.name, /^kubernetes\.io:kube-apiserver-serving:[0-9a-f]{24}$/)
  t.equal(spec.trustBundle, cluster.server.authority.certificatePem)

  const stale = 'kubernetes.io:kube-apiserver-serving:stale'
  await cluster.ask({ method: 'POST', path: PATH, body: bundle(stale, SERVING, spec.trustBundle) })
  await cluster.eventually({ path: `${PATH}/${stale}` }, ({ status }) => status === 404)

  const path = `${PATH}/${metadata.name}`
  const meddled = await cluster.ask({
    method: 'PATCH',
    path,
    contentType: 'application/merge-patch+json',
    body: { spec: { trustBundle: `# mine\n${spec.trustBundle}` } },
  })
  t.equal(meddled.status, 200)
  await cluster.eventually({ path }, ({ body }) => body.spec?.trustBundle === spec.trustBundle)
  await cluster.ask({ method: 'DELETE', path })
  await cluster.eventually({ path }, ({ body }) => body.spec?.trustBundle === spec.trustBundle)
})

void t.test('an option says which versions are served', async (t) => {
  const runtimeConfig = {
    'certificates.k8s.io/v1alpha1': true,
    'certificates.k8s.io/v1beta1': false,
  }
  const cluster = await Cluster.start(t, { runtimeConfig })
  const alpha = PATH.replace('v1beta1', 'v1alpha1')
  const served = await cluster.eventually({ path: alpha }, ({ body }) => body.items.length === 1)
  t.equal(served.headers.warning, warning('v1alpha1', 'v1.34', 'v1.37'))
  t.equal(served.body.apiVersion, 'certificates.k8s.io/v1alpha1')
  t.equal((await cluster.ask({ path: PATH })).status, 404)
  const { body: group } = await cluster.ask({ path: '/apis/certificates.k8s.io' })
  t.same(
    group.versions.map(({ version }: { version: string }) => version),
    ['v1', 'v1alpha1'],
  )
  const { body: openapi } = await cluster.ask({ path: '/openapi/v3' })
  t.ok('apis/certificates.k8s.io/v1alpha1' in openapi.paths)
  t.notOk('apis/certificates.k8s.io/v1beta1' in openapi.paths)

  const off = await Cluster.start(t, { runtimeConfig: { 'api/beta': false } })
  t.equal((await off.ask({ path: PATH })).status, 404)
  const { body: roles } = await off.ask({ path: '/apis/rbac.authorization.k8s.io/v1/clusterroles' })
  const names: string[] = roles.items.map(
    ({ metadata }: { metadata: { name: string } }) => metadata.name,
  )
  t.same(
    names.filter((name) => name.includes('trust')),
    [],
  )
})
