import t from 'tap'
import { startServer } from '../../../fixtures/server.ts'

const lab = await startServer(t)
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

t.test('legacy discovery lists versions, and sorts API groups by priority', async (t) => {
  t.strictSame((await lab.get('/api')).body, {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [
      { clientCIDR: '0.0.0.0/0', serverAddress: `127.0.0.1:${lab.port}` },
    ],
  })
  const { kind, groups } = (await lab.get('/apis')).body
  t.equal(kind, 'APIGroupList')
  t.strictSame(
    groups.map(({ name }: { name: string }) => name),
    [
      'apps',
      'events.k8s.io',
      'authentication.k8s.io',
      'authorization.k8s.io',
      'certificates.k8s.io',
      'rbac.authorization.k8s.io',
      'storage.k8s.io',
      'apiextensions.k8s.io',
      'coordination.k8s.io',
      'node.k8s.io',
    ],
    'by priority',
  )
  const group = (await lab.get('/apis/certificates.k8s.io')).body
  t.equal(group.kind, 'APIGroup')
  t.strictSame(group.preferredVersion, { groupVersion: 'certificates.k8s.io/v1', version: 'v1' })
  t.equal(await lab.code('/apis/example.com'), 404)
})

t.test('aggregated discovery has an ETag, and a client with a cached copy gets 304', async (t) => {
  for (const path of ['/api', '/apis']) {
    const { headers, body: json } = await lab.get(path, {
      headers: { accept: `${AGGREGATED},application/json` },
    })
    t.equal(headers['content-type'], AGGREGATED)
    t.match(headers, { vary: 'Accept', 'cache-control': 'public', etag: /^"[0-9A-F]{128}"$/ })
    t.equal(json.kind, 'APIGroupDiscoveryList')
    const accept = { accept: AGGREGATED, 'if-none-match': headers.etag! }
    t.strictSame(
      [await lab.code(path, { headers: accept }), (await lab.get(path, { headers: accept })).text],
      [304, ''],
    )
  }
  const { items } = (await lab.get('/apis', { headers: { accept: AGGREGATED } })).body
  const group = items.find(({ metadata }: any) => metadata.name === 'certificates.k8s.io')
  const [{ resources, version, freshness }] = group.versions
  t.strictSame([version, freshness], ['v1', 'Current'])
  t.match(resources, [
    {
      resource: 'certificatesigningrequests',
      responseKind: {
        group: 'certificates.k8s.io',
        version: 'v1',
        kind: 'CertificateSigningRequest',
      },
      scope: 'Cluster',
      shortNames: ['csr'],
      subresources: [{ subresource: 'approval' }, { subresource: 'status' }],
    },
  ])
})

t.test('the preferred supported form is used', async (t) => {
  const kind = async (accept: string) => (await lab.get('/apis', { headers: { accept } })).body.kind
  t.equal(await kind(`application/json,${AGGREGATED}`), 'APIGroupList')
  t.equal(await kind('*/*'), 'APIGroupList')
  const gone = AGGREGATED.replace('v=v2', 'v=v2beta1')
  t.equal(await kind(`${gone},application/json`), 'APIGroupList', 'v2beta1 is not supported')
  t.equal(await kind(`${gone},${AGGREGATED}`), 'APIGroupDiscoveryList')
  t.equal(await kind(`application/json;q=0.9,${AGGREGATED}`), 'APIGroupDiscoveryList', 'by quality')
  t.equal(
    (await lab.get('/apis/certificates.k8s.io', { headers: { accept: `${AGGREGATED},*/*` } })).body
      .kind,
    'APIGroup',
    'a single group has no aggregated form',
  )
})

t.test('discovery is available in YAML and protobuf', async (t) => {
  const yaml = await lab.get('/api', { headers: { accept: 'application/yaml' } })
  t.match(yaml.text, /^kind: APIVersions$/m)
  const accept = 'application/vnd.kubernetes.protobuf'
  const { bytes, headers } = await lab.get('/apis/certificates.k8s.io/v1', { headers: { accept } })
  t.equal(headers['content-type'], accept)
  t.equal(bytes.subarray(0, 4).toString(), 'k8s\0')
  t.ok(bytes.includes(Buffer.from('certificatesigningrequests/approval')))
  // field 4 (verbs) of an APIResource: a message whose field 1 is the only verb, "create"
  const verbs = Buffer.from('\x22\x08\x0a\x06create')
  t.ok(
    (await lab.get('/apis/authentication.k8s.io/v1', { headers: { accept } })).bytes.includes(
      verbs,
    ),
  )
  // the envelope starts with an empty apiVersion, which JSON omits, and the kind
  for (const [path, kind] of [
    ['/api', 'APIVersions'],
    ['/api/v1', 'APIResourceList'],
  ] as const) {
    const head = Buffer.from(
      `k8s\0\x0a${String.fromCharCode(kind.length + 4)}\x0a\0\x12${String.fromCharCode(kind.length)}${kind}`,
    )
    t.equal((await lab.get(path, { headers: { accept } })).bytes.indexOf(head), 0, path)
  }
})
