/** The recording `edges` in test/golden covers other requests with managedFields. */
import t from 'tap'
import { startServer } from '../../../fixtures/server.ts'

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'
const MAPS = '/api/v1/namespaces/default/configmaps'

t.test('a patch of managedFields to an empty list or entry removes all managers', async (t) => {
  const server = await startServer(t)
  const at = `${MAPS}/a`
  const { body } = await server.post(MAPS, { metadata: { name: 'a', labels: { a: 'b' } } })
  t.equal(body.metadata.managedFields.length, 1)
  const { managedFields } = body.metadata
  const metadata = { managedFields: [] }
  const operation = { op: 'replace', path: '/metadata/managedFields', value: [] }
  const ways = {
    strategic: () =>
      server.patch(at, { metadata }, { contentType: 'application/strategic-merge-patch+json' }),
    JSON: () => server.patch(at, [operation], { contentType: 'application/json-patch+json' }),
    'one empty entry': () => server.patch(at, { metadata: { managedFields: [{}] } }),
  }
  for (const [name, write] of Object.entries(ways)) {
    await server.patch(at, { metadata: { managedFields } })
    t.equal((await server.get(at)).body.metadata.managedFields.length, 1, name)
    const written = await write()
    t.equal(written.code, 200, name)
    t.equal(written.body.metadata.managedFields, undefined, name)
    t.notOk('managedFields' in (await server.get(at)).body.metadata, name)
  }
})

t.test('an empty list through a subresource removes no manager', async (t) => {
  const server = await startServer(t)
  const labels = { a: 'b' }
  const containers = [{ name: 'c', image: 'i' }]
  const template = { metadata: { labels }, spec: { containers } }
  const spec = { selector: { matchLabels: labels }, template }
  await server.post(DEPLOYMENTS, { metadata: { name: 'd' }, spec })
  const { body } = await server.patch(`${DEPLOYMENTS}/d/status`, {
    metadata: { managedFields: [] },
  })
  t.equal(body.metadata.managedFields.length, 1)
})

t.test('a new object or review with an empty list has no managers', async (t) => {
  const server = await startServer(t)
  const metadata = { name: 'n', managedFields: [] }
  const { body } = await server.post(MAPS, { metadata })
  t.notOk('managedFields' in body.metadata)
  const review = await server.post('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    metadata: { managedFields: [] },
    spec: { namespace: 'default' },
  })
  t.equal(review.code, 201)
  t.notOk('managedFields' in review.body.metadata)
})
