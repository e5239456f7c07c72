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

/**
 * The table of `decodeLiveOrNew` and `isResetManagedFields`
 * (k8s.io/apimachinery/pkg/util/managedfields/internal/fieldmanager.go, 0.36.3): what each kind of
 * write makes of the list in its body.
 */
t.test('a list in a write removes all managers, is recorded, or is ignored', async (t) => {
  const server = await startServer(t)
  const at = `${MAPS}/a`
  const live = { metadata: { name: 'a', labels: { a: 'b' } } }
  const writes = {
    PUT: (managedFields: unknown) =>
      server.put(at, { metadata: { ...live.metadata, managedFields } }),
    'merge patch': (managedFields: unknown) => server.patch(at, { metadata: { managedFields } }),
    'strategic merge patch': (managedFields: unknown) =>
      server.patch(
        at,
        { metadata: { managedFields } },
        { contentType: 'application/strategic-merge-patch+json' },
      ),
    'JSON patch': (value: unknown) =>
      server.patch(at, [{ op: 'add', path: '/metadata/managedFields', value }], {
        contentType: 'application/json-patch+json',
      }),
  }
  const fieldsV1 = { 'f:metadata': { 'f:labels': { 'f:a': {} } } }
  const valid = { manager: 'm', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1' }
  for (const [entries, managers] of [
    [[], []],
    [[{}], []],
    [[null], []],
    [[{ manager: '', time: null, fieldsV1: null }], []],
    [null, ['tests']],
    [[{}, {}], ['tests']],
    [[{ fieldsV1: {} }], ['tests']],
    [[{ ...valid, operation: 'Odd', fieldsV1 }], ['tests']],
    [[{ ...valid, apiVersion: '', fieldsV1 }], ['tests']],
    [[{ ...valid, fieldsV1 }, {}], ['tests']],
    [[{ ...valid, fieldsV1 }], ['m']],
  ] as const) {
    for (const [name, write] of Object.entries(writes)) {
      await server.delete(at)
      await server.post(MAPS, live)
      const { code, body } = await write(entries)
      t.equal(code, 200)
      const found = (body.metadata.managedFields ?? []).map(
        (entry: { manager: string }) => entry.manager,
      )
      t.same(found, managers, `${name} ${JSON.stringify(entries)}`)
    }
    await server.delete(at)
    const created = await server.post(MAPS, {
      metadata: { ...live.metadata, managedFields: entries },
    })
    t.match(
      created.body.metadata.managedFields.map((entry: { manager: string }) => entry.manager),
      [/./],
      'a new object always has managers',
    )
  }
})

t.test('an applied configuration must not have a readable list', async (t) => {
  const server = await startServer(t)
  const apply = async (managedFields: unknown) => {
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', managedFields } }
    const { code, body } = await server.patch(`${MAPS}/a?fieldManager=m`, config, {
      contentType: 'application/apply-patch+yaml',
    })
    return code < 300 ? code : `${code} ${body.message}`
  }
  for (const list of [[], [{}]])
    t.equal(await apply(list), '400 metadata.managedFields must be nil')
  t.equal(await apply(null), 201)
  t.equal(await apply([null]), 200)
  t.match(
    await apply([{ manager: 5 }]),
    /^500 failed to create typed patch object .*expected string/,
  )
})

t.test(
  'the first fault of an applied configuration is told before the object is missed',
  async (t) => {
    const server = await startServer(t)
    const apply = async (path: string, name: string, more: object) => {
      const config = { apiVersion: 'v1', kind: 'Service', metadata: { name }, ...more }
      const { code, body } = await server.patch(`${path}?fieldManager=m&force=true`, config, {
        contentType: 'application/apply-patch+yaml',
      })
      return `${code} ${body.message}`
    }
    const service = '/api/v1/namespaces/default/services/a'
    for (const path of [service, `${service}/status`]) {
      t.match(
        await apply(path, 'b', { colour: 'red' }),
        /^500 .*: \.colour: field not declared in schema$/,
      )
      t.match(await apply(path, 'b', {}), /^400 the name of the object \(b\) does not match/)
    }
    t.equal(await apply(`${service}/status`, 'a', {}), '404 services "a" not found')
  },
)
