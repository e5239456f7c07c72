/** What is posted to pods: bindings and evictions. */
import t from 'tap'
import { startServer, type TestServer } from '../fixtures/server.ts'

const PODS = '/api/v1/namespaces/default/pods'
const DONE = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }
const spec = { containers: [{ name: 'a', image: 'a' }] }

const makePod = async (server: TestServer, name: string, more: object = {}) =>
  (await server.post(PODS, { metadata: { name }, spec: { ...spec, ...more } })).body

const bind = (server: TestServer, name: string, body: object = {}) =>
  server.post(`${PODS}/${name}/binding`, {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name },
    target: { kind: 'Node', name: 'n' },
    ...body,
  })

const evict = (server: TestServer, name: string, body: object = {}, query = '', options = {}) =>
  server.post(
    `${PODS}/${name}/eviction${query}`,
    { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name }, ...body },
    options,
  )

void t.test('discovery has both, a kind of another group with its group', async (t) => {
  const server = await startServer(t)
  const { resources } = (await server.get('/api/v1')).body
  const found = (name: string) => resources.find((entry: { name: string }) => entry.name === name)
  const both = { singularName: '', namespaced: true, verbs: ['create'] }
  t.strictSame(found('pods/binding'), { name: 'pods/binding', ...both, kind: 'Binding' })
  t.strictSame(found('pods/eviction'), {
    name: 'pods/eviction',
    ...both,
    group: 'policy',
    version: 'v1',
    kind: 'Eviction',
  })
  t.equal((await server.get(`${PODS}/a/eviction`)).code, 405)
})

void t.test('a binding puts a pod on a node, once', async (t) => {
  const server = await startServer(t)
  const { metadata } = await makePod(server, 'a')
  const { uid, resourceVersion, managedFields } = metadata
  const added = { annotations: { why: 'room' }, labels: { zone: 'z' } }
  const stale = await bind(server, 'a', { metadata: { name: 'a', resourceVersion: '1' } })
  t.equal(stale.code, 409)
  t.match(stale.body.message, `ResourceVersion in precondition: 1, ResourceVersion in object meta`)
  const other = await bind(server, 'a', { metadata: { name: 'a', uid: 'x' } })
  t.match(other.body, { code: 409, message: /UID in precondition: x, UID in object meta/ })
  const done = await bind(server, 'a', { metadata: { name: 'a', uid, resourceVersion, ...added } })
  t.strictSame(done.body, DONE)
  const pod = (await server.get(`${PODS}/a`)).body
  t.match(pod, { metadata: { ...added, generation: 1 }, spec: { nodeName: 'n' } })
  t.strictSame(pod.metadata.managedFields, managedFields, 'it is no manager')
  t.strictSame(pod.status.conditions, [
    {
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: metadata.creationTimestamp,
    },
  ])
  const again = await bind(server, 'a')
  t.match(again.body, {
    code: 409,
    details: { name: 'a', kind: 'pods/binding' },
    message:
      'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "n"',
  })
})

void t.test('what no binding can do', async (t) => {
  const server = await startServer(t)
  await makePod(server, 'gated', { schedulingGates: [{ name: 'example.com/wait' }] })
  t.match((await bind(server, 'gated')).body, {
    code: 409,
    message: /pod gated has non-empty \.spec\.schedulingGates/,
  })
  t.match((await bind(server, 'none')).body, { code: 404, message: 'pods "none" not found' })
  t.match((await bind(server, 'gated', { metadata: { name: 'b' } })).body, {
    code: 400,
    message: 'name in URL does not match name in Binding object',
  })
  t.match((await bind(server, 'gated', { target: { kind: 'Shelf' } })).body, {
    code: 500,
    message:
      '[target.kind: Unsupported value: "Shelf": supported values: "Node", "<empty>", target.name: Required value]',
  })
})

void t.test('before 1.35 a binding has no labels for the pod', async (t) => {
  const server = await startServer(t, { kubernetesVersion: 'v1.34' })
  await makePod(server, 'a')
  t.equal((await bind(server, 'a', { metadata: { name: 'a', labels: { a: 'b' } } })).code, 201)
  t.equal((await server.get(`${PODS}/a`)).body.metadata.labels, undefined)
})

void t.test('an eviction deletes the pod, which says why', async (t) => {
  const server = await startServer(t)
  await makePod(server, 'a')
  const { resourceVersion } = (await server.get(`${PODS}/a`)).body.metadata
  for (const answer of [
    await evict(server, 'a', {}, '?dryRun=All'),
    await evict(server, 'a', { deleteOptions: { dryRun: ['All'] } }),
  ]) {
    t.strictSame(answer.body, DONE)
  }
  t.equal((await server.get(`${PODS}/a`)).body.metadata.resourceVersion, resourceVersion)

  const watch = await server.watch(`${PODS}?watch=true&resourceVersion=${resourceVersion}`)
  const preconditions = { resourceVersion }
  t.strictSame((await evict(server, 'a', { deleteOptions: { preconditions } })).body, DONE)
  const marked = await watch.next()
  t.match(marked, {
    type: 'MODIFIED',
    object: {
      status: {
        conditions: [
          {
            type: 'DisruptionTarget',
            status: 'True',
            reason: 'EvictionByEvictionAPI',
            message: 'Eviction API: evicting',
          },
        ],
      },
    },
  })
  t.equal((await server.get(`${PODS}/a`)).code, 404)
  t.match((await evict(server, 'a')).body, { code: 404, message: 'pods "a" not found' })
})

void t.test('what no eviction can do', async (t) => {
  const server = await startServer(t)
  await makePod(server, 'a')
  const withOptions = (deleteOptions: object, query = '') =>
    evict(server, 'a', { deleteOptions }, query)
  t.match((await evict(server, 'a', { metadata: { name: 'b' } })).body, {
    code: 400,
    message: 'name in URL does not match name in Eviction object',
  })
  t.match((await withOptions({ preconditions: { uid: 'x' } })).body, {
    code: 409,
    message:
      /^Operation cannot be fulfilled on Pod "a": the UID in the precondition \(x\) does not match/,
  })
  t.match((await withOptions({ preconditions: { resourceVersion: '1' } })).body, {
    code: 409,
    message: /The object might have been modified$/,
  })
  t.match((await withOptions({ dryRun: ['x'] }, '?dryRun=All')).body, {
    code: 500,
    message: 'Non-matching dry-run options in request and content: [All] and [x]',
  })
  t.match(
    (await withOptions({ ignoreStoreReadErrorWithClusterBreakingPotential: true })).body.message,
    'can not be set for pod eviction, try after removing the option',
  )
  t.equal((await server.get(`${PODS}/a`)).code, 200)
})

void t.test(
  'who may: those whom a role lets, and a kubelet for the pods on its node',
  async (t) => {
    const server = await startServer(t)
    await makePod(server, 'mine', { nodeName: 'n' })
    await makePod(server, 'other', { nodeName: 'm' })
    const stranger = { as: { user: 'stranger' } }
    t.match((await evict(server, 'mine', {}, '', stranger)).body, {
      code: 403,
      message: /cannot create resource "pods\/eviction" in API group ""/,
    })
    const kubelet = { as: { user: 'system:node:n', groups: ['system:nodes'] } }
    t.match((await evict(server, 'other', {}, '', kubelet)).body, {
      code: 403,
      message: /node n can only evict pods with spec\.nodeName set to itself/,
    })
    t.match((await evict(server, 'none', {}, '', kubelet)).body, { code: 404 })
    t.equal((await evict(server, 'mine', {}, '', kubelet)).code, 201)
  },
)
