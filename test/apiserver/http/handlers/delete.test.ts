import t from 'tap'
import { type Call, startServer } from '../../../fixtures/server.ts'

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts'

const setUp = async (t: Parameters<typeof startServer>[0], kubernetesVersion?: string) => {
  const server = await startServer(t, { ...(kubernetesVersion && { kubernetesVersion }) })
  const make = async (name: string, more: object = {}) => {
    const { body } = await server.post(CONFIG_MAPS, {
      metadata: { name, labels: { made: 'yes' }, ...more },
    })
    return body
  }
  const remove = (name: string, call: Call = {}, query = '') =>
    server.delete(`${CONFIG_MAPS}/${name}${query}`, call)
  return { server, make, remove }
}

const HELD = { finalizers: ['example.com/x'] }

t.test('deletes return a Status; accounts and objects with finalizers are returned', async (t) => {
  const { server, make, remove } = await setUp(t)
  const { metadata } = await make('a')
  t.match(await remove('a'), {
    code: 200,
    body: {
      kind: 'Status',
      status: 'Success',
      details: { name: 'a', kind: 'configmaps', uid: metadata.uid },
    },
  })
  t.equal((await remove('a')).code, 404)
  await make('c')
  const accept = 'application/vnd.kubernetes.protobuf'
  const { headers, bytes } = await remove('c', { headers: { accept } })
  t.equal(headers['content-type'], accept)
  t.equal(bytes.toString('latin1', 0, 4), 'k8s\0')
  await make('b', HELD)
  t.match(await remove('b'), { code: 200, body: { kind: 'ConfigMap', metadata: HELD } })
  t.equal((await remove('b', { body: { orphanDependents: false } })).code, 202)
  await server.post(ACCOUNTS, { metadata: { name: 's' } })
  t.equal((await server.delete(`${ACCOUNTS}/s`)).body.kind, 'ServiceAccount')
})

t.test('options come from the body, and from the query only without a body', async (t) => {
  const { server, make, remove } = await setUp(t)
  const { metadata } = await make('a')
  t.equal((await remove('a', {}, '?dryRun=All')).code, 200)
  t.equal((await remove('a', {}, '?uid=other')).code, 409)
  t.equal((await remove('a', {}, '?orphanDependents=true&propagationPolicy=Orphan')).code, 422)
  const yaml = { body: 'dryRun: [All]\n', contentType: 'application/yaml' }
  t.equal((await remove('a', yaml)).code, 200)
  t.equal(await server.code(`${CONFIG_MAPS}/a`), 200)
  t.equal((await remove('a', { body: { preconditions: { uid: 'x' } } })).code, 409)
  const body = { preconditions: { uid: metadata.uid } }
  t.equal((await remove('a', { body }, '?dryRun=All')).code, 200)
  t.equal(await server.code(`${CONFIG_MAPS}/a`), 404)
})

t.test('a body of another kind is an error that names the kind', async (t) => {
  const { make, remove } = await setUp(t)
  await make('a')
  const refusal = async (apiVersion: string, kind: string) => {
    const { code, body } = await remove('a', { body: { apiVersion, kind } })
    return [code, body.message]
  }
  for (const [apiVersion, kind] of [
    ['v1', 'Status'],
    ['example.com/v9', 'CreateOptions'],
    ['meta.k8s.io/v1', 'PartialObjectMetadata'],
    ['meta.k8s.io/v1beta1', 'Table'],
  ] as const)
    t.same(await refusal(apiVersion, kind), [
      400,
      `converting (v1.${kind}) to (v1.DeleteOptions): unknown conversion`,
    ])
  for (const [apiVersion, kind] of [
    ['v1', 'ConfigMap'],
    ['v1', 'ListOptions'],
    ['v1', 'PartialObjectMetadata'],
  ] as const)
    t.same(await refusal(apiVersion, kind), [
      400,
      `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/apis/meta/internalversion/scheme/register.go:27"`,
    ])
})

t.test('up to 1.34, undecodable options are an internal error', async (t) => {
  const { make, remove } = await setUp(t, 'v1.34')
  await make('a')
  t.match(await remove('a', { body: { kind: 'Pod', apiVersion: 'v1' } }), {
    code: 500,
    body: { message: /^no kind "Pod" is registered for version "v1" in scheme/ },
  })
  const message = "couldn't get version/kind; json parse error: unexpected end of JSON input"
  t.match(await remove('a', { body: '{' }), { code: 500, body: { message } })
  t.match(await remove('a', { body: { gracePeriodSeconds: 'soon' } }), {
    code: 500,
    body: {
      message:
        'json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
    },
  })
})

t.test('deleting a collection returns its former items', async (t) => {
  const { server, make } = await setUp(t)
  for (const name of ['a', 'b', 'c']) await make(name)
  const selected = `${CONFIG_MAPS}?labelSelector=made`
  const dry = await server.delete(selected, { body: { dryRun: ['All'] } })
  t.equal(dry.body.items.length, 3)
  const page = await server.delete(`${selected}&limit=2`)
  t.match(page.body, { kind: 'ConfigMapList', items: [{}, {}], metadata: { continue: /./ } })
  const rest = await server.delete(selected)
  t.equal(rest.body.items.length, 1)
  t.equal((await server.get(selected)).body.items.length, 0)
})

t.test('a watch that requests a list of metadata ends at its first event', async (t) => {
  const lab = await startServer(t)
  const accept = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'
  const watch = await lab.watch('/api/v1/namespaces?watch=1', { headers: { accept } })
  t.equal(await watch.next(), undefined)
})
