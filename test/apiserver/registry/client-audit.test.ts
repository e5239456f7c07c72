import t, { type Test } from 'tap'
import { auditLog } from '../../../src/apiserver/audit/audit-log.ts'
import { renderEvent } from '../../../src/apiserver/audit/event.ts'
import { ANY_REQUEST } from '../../../src/apiserver/audit/policy.ts'
import { auditTrail } from '../../../src/apiserver/audit/trail.ts'
import type { Level } from '../../../src/apiserver/audit/event.ts'
import { withMetadata } from '../../../src/apiserver/registry/metadata.ts'
import { Client } from '../../../src/apiserver/registry/client.ts'
import { release } from '../../fixtures/release.ts'
import { type Thing, refusal, thing, thingResource, things } from './world.ts'
import { jsonLines } from '../../fixtures/json-lines.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- tests read events at any depth
type Event = any

const audited = (
  t: Test,
  more: { resource?: Parameters<typeof thingResource>[1]; level?: Level; forbidden?: string } = {},
) => {
  const { world } = things(t)
  const { resource = {}, level = 'RequestResponse', forbidden } = more
  let text = ''
  const log = auditLog(
    {
      write: async (bytes) => void (text += bytes.toString()),
      close: async () => undefined,
    },
    (problem) => t.fail(problem),
  )
  const policy = {
    rules: [{ ...ANY_REQUEST, level }],
    omitStages: ['RequestReceived'],
    omitManagedFields: true,
  } as const
  const client = new Client(world.registry<Thing>(thingResource({}, resource)), {
    user: { name: 'controller', groups: [], extra: {} },
    informer: { name: 'informer', groups: [], extra: {} },
    fieldManager: 'manager',
    authorizer: {
      authorize: ({ verb }) => ({
        decision: verb === forbidden ? 'no-opinion' : 'allow',
        reason: '',
      }),
    },
    release,
    clock: world.clock,
    entropy: world.entropy,
    signal: new AbortController().signal,
    audit: {
      trail: auditTrail([{ policy, log: (event) => log.write(renderEvent(event)) }], () =>
        world.clock.now(),
      ),
      userAgent: 'agent',
      entropy: world.entropy,
    },
  })
  const events = async (): Promise<Event[]> => {
    await log.close()
    return jsonLines(text)
  }
  return { client, events }
}

t.test('successful and rejected writes are logged', async (t) => {
  const { client, events } = audited(t, { forbidden: 'delete' })
  const created = await client.create(thing('a', { data: { x: '1' } }), 'default')
  const conflict = await refusal(() =>
    client.update(withMetadata(created, { resourceVersion: '1' })),
  )
  t.equal(conflict.code, 409, 'the caller gets the error')
  await t.rejects(client.delete('a', 'default'), { code: 403 })
  const [create, update, remove] = await events()
  t.match(create, {
    verb: 'create',
    requestURI: '/api/v1/namespaces/default/things',
    userAgent: 'agent',
    responseStatus: { code: 201 },
    requestObject: { data: { x: '1' } },
    responseObject: { metadata: { name: 'a' }, data: { x: '1' } },
  })
  t.match(update, {
    verb: 'update',
    responseStatus: { status: 'Failure', reason: 'Conflict', code: 409 },
    responseObject: { kind: 'Status', reason: 'Conflict' },
  })
  t.match(remove, { verb: 'delete', responseStatus: { code: 403 } })
})

t.test('a delete is logged with a Status, or with the object if it has finalizers', async (t) => {
  const { client, events } = audited(t)
  await client.create(thing('a'), 'default')
  await client.create(thing('b', { metadata: { finalizers: ['example.com/x'] } }), 'default')
  for (const name of ['a', 'b']) await client.delete(name, 'default')
  t.match((await events()).slice(2), [
    { responseObject: { kind: 'Status', status: 'Success', details: { name: 'a' } } },
    { responseObject: { metadata: { name: 'b', finalizers: ['example.com/x'] } } },
  ])
})

t.test('an apply is logged as a patch with its options in the query', async (t) => {
  const { client, events } = audited(t)
  for (const force of [false, true]) await client.apply(thing('a'), { fieldManager: 'm/', force })
  const path = '/api/v1/namespaces/default/things/a?fieldManager=m%2F'
  t.same(
    (await events()).map(({ verb, requestURI }) => [verb, requestURI]),
    [
      ['patch', path],
      ['patch', `${path}&force=true`],
    ],
  )
})

t.test('at the level Request, responses are not logged', async (t) => {
  const { client, events } = audited(t, { level: 'Request' })
  await client.create(thing('a'), 'default')
  await refusal(() => client.create(thing('a'), 'default'))
  for (const event of await events())
    t.same([event.requestObject.metadata.name, event.responseObject], ['a', undefined])
})

t.test(
  'for a core Namespace, objectRef.namespace is its name; for namespaces of another group it is unset',
  async (t) => {
    const found: string[] = []
    for (const group of ['', 'other.example.com']) {
      const { client, events } = audited(t, {
        resource: { group, storageGroup: '', resource: 'namespaces', namespaced: false },
      })
      const created = await client.create(withMetadata(thing('a'), { namespace: undefined }))
      await client.update(created)
      const [, { objectRef }] = await events()
      found.push(`${objectRef.apiGroup ?? ''}/${objectRef.namespace ?? ''}/${objectRef.name}`)
    }
    t.same(found, ['/a/a', 'other.example.com//a'])
  },
)
