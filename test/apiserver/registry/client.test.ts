import t, { type Test } from 'tap'
import type { Attributes } from '../../../src/apiserver/authz/authorizer.ts'
import { Client } from '../../../src/apiserver/registry/client.ts'
import { withMetadata } from '../../../src/apiserver/registry/metadata.ts'
import { refusal, thing, things } from './world.ts'
import { release } from '../../fixtures/release.ts'

const clientOf = (t: Test, allowed: (asked: string) => boolean) => {
  const { registry, world } = things(t)
  const asked: string[] = []
  const client = new Client(registry, {
    user: { name: 'controller', groups: [], extra: {} },
    informer: { name: 'informer', groups: [], extra: {} },
    fieldManager: 'manager',
    authorizer: {
      authorize: ({ user, verb, resourceRequest, subresource, name }: Attributes) => {
        t.ok(resourceRequest)
        asked.push(`${user.name} ${verb} ${name}${subresource}`.trim())
        return { decision: allowed(verb) ? 'allow' : 'no-opinion', reason: '' }
      },
    },
    release,
    clock: world.clock,
    entropy: world.entropy,
    signal: new AbortController().signal,
  })
  return { client, asked }
}

t.test('a client writes as its user, with ordinary authorization', async (t) => {
  const { client, asked } = clientOf(t, () => true)
  const created = await client.create(thing('a', { data: { x: '1' } }), 'default')
  t.equal(created.metadata.managedFields?.[0]?.manager, 'manager')
  await client.update({ ...created, data: { x: '2' } })
  const config = thing('a', { data: { y: '1' } })
  const applied = await client.apply(config, { fieldManager: 'other', force: false })
  t.same({ ...applied.data }, { x: '2', y: '1' })
  await client.apply(thing('b'), { fieldManager: 'other', force: true })
  t.same(
    client.list().map(({ metadata }) => metadata.name),
    ['a', 'b'],
  )
  t.equal(client.cached('a', 'default')?.data?.y, '1')
  await client.delete('a', 'default')
  t.equal(client.cached('a', 'default'), undefined)
  t.same(asked, [
    'controller create',
    'controller update a',
    'controller patch a',
    'controller patch b',
    'controller create',
    'controller delete a',
  ])
})

t.test('writes and watches without permission get a 403', async (t) => {
  const { client } = clientOf(t, (verb) => verb === 'patch')
  for (const write of [
    () => client.create(thing('a'), 'default'),
    () => client.update(thing('a')),
    () => client.apply(thing('a'), { fieldManager: 'm', force: true }),
    () => client.delete('a', 'default'),
  ]) {
    t.equal((await refusal(write)).code, 403)
  }
  t.throws(() => client.watch(), { code: 403 })
})

t.test('a watch starts with existing objects, like an informer', async (t) => {
  const { client, asked } = clientOf(t, () => true)
  await client.create(thing('a'), 'default')
  const watcher = client.watch()
  t.same(asked.slice(1), ['informer list', 'informer watch'])
  t.match(watcher.read(5).items, [{ type: 'ADDED' }])
  const old = client.cached('a', 'default')!
  await client.update(withMetadata({ ...old, data: { x: '1' } }, {}))
  const [item] = watcher.read(5).items
  t.equal(item?.type, 'MODIFIED')
  t.equal(client.decode(item!.row).data?.x, '1')
})
