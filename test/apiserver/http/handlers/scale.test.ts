import t from 'tap'
import { startServer } from '../../../fixtures/server.ts'

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'
const WEB = `${DEPLOYMENTS}/web`
const SCALE = `${WEB}/scale`
const MERGE = { 'content-type': 'application/merge-patch+json' }

const setUp = async (t: Parameters<typeof startServer>[0]) => {
  const lab = await startServer(t)
  const created = await lab.create(`${DEPLOYMENTS}?fieldManager=maker`, {
    metadata: { name: 'web', labels: { team: 'a' } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'c', image: 'nginx' }] },
      },
    },
  })
  return { lab, created }
}

/** Who holds the replicas of the deployment. */
const holders = (deployment: any): object[] =>
  deployment.metadata.managedFields
    .filter(({ fieldsV1 }: any) => fieldsV1['f:spec']?.['f:replicas'])
    .map(({ manager, operation, apiVersion, subresource }: any) => ({
      manager,
      operation,
      apiVersion,
      subresource,
    }))

void t.test('a deployment shows its scale', async (t) => {
  const { lab, created } = await setUp(t)
  const { uid, resourceVersion, creationTimestamp } = created.metadata
  t.same((await lab.get(SCALE)).body, {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name: 'web', namespace: 'default', uid, resourceVersion, creationTimestamp },
    spec: { replicas: 2 },
    status: { replicas: 0, selector: 'app=web' },
  })
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
  const { columnDefinitions, rows } = (await lab.get(SCALE, { headers: { accept } })).body
  t.same(
    columnDefinitions.map(({ name }: { name: string }) => name),
    ['Name', 'Desired', 'Available', 'Age'],
  )
  t.same(rows[0].cells.slice(0, 3), ['web', 2, 0])
  t.equal(rows[0].object.metadata.labels, undefined)
  const { resources } = (await lab.get('/apis/apps/v1')).body
  t.same(resources[1], {
    name: 'deployments/scale',
    singularName: '',
    namespaced: true,
    group: 'autoscaling',
    version: 'v1',
    kind: 'Scale',
    verbs: ['get', 'patch', 'update'],
  })
})

void t.test('a change of the scale is one of the deployment', async (t) => {
  const { lab, created } = await setUp(t)
  const { resourceVersion } = created.metadata
  const body = { metadata: { name: 'web', resourceVersion }, spec: { replicas: 3 } }
  const put = await lab.request('PUT', `${SCALE}?fieldManager=scaler`, { body })
  t.match(put, { code: 200, body: { kind: 'Scale', spec: { replicas: 3 } } })
  t.equal(put.body.metadata.managedFields, undefined)
  const scaled = (await lab.get(WEB)).body
  t.match(scaled, { metadata: { generation: 2 }, spec: { replicas: 3 } })
  t.same(holders(scaled), [
    {
      manager: 'scaler',
      operation: 'Update',
      apiVersion: 'apps/v1',
      subresource: 'scale',
    },
  ])
  t.match(await lab.request('PUT', SCALE, { body }), {
    code: 409,
    body: { details: { group: 'apps', kind: 'deployments' } },
  })
  const none = { metadata: { name: 'web', labels: { team: 'b' } }, spec: {} }
  const dry = await lab.request('PUT', `${SCALE}?dryRun=All`, { body: none })
  t.same(dry.body.spec, {})
  t.match((await lab.get(WEB)).body, { metadata: { labels: { team: 'a' } }, spec: { replicas: 3 } })
})

void t.test('a scale is patched', async (t) => {
  const { lab } = await setUp(t)
  const patch = await lab.request('PATCH', SCALE, {
    headers: MERGE,
    body: { spec: { replicas: 5 } },
  })
  t.match(patch, { code: 200, body: { kind: 'Scale', spec: { replicas: 5 } } })
  const scaled = (await lab.get(WEB)).body
  t.match(scaled, { metadata: { labels: { team: 'a' } }, spec: { replicas: 5 } })
})
