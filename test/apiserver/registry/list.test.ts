import t from 'tap'
import {
  decodeContinueToken,
  encodeContinueToken,
} from '../../../src/apiserver/registry/continue-token.ts'
import { parseResourceVersion } from '../../../src/apiserver/registry/list.ts'
import type { ListRequest, ListResult } from '../../../src/apiserver/registry/list.ts'
import { until } from '../../fixtures/waits.ts'
import { listing, refusal, select, things, World } from './world.ts'

const names = ({ rows }: ListResult) => rows.map(({ key }) => key.split('/').at(-1)!)

const filled = async (t: Parameters<typeof things>[0], world = new World()) => {
  const all = things(t, {}, { world })
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    await all.create(name, { metadata: { labels: { odd: 'ace'.includes(name) ? 'yes' : 'no' } } })
  }
  const list = (request: Partial<ListRequest> = {}) =>
    all.registry.list(world.clock, listing(request))
  return { ...all, list }
}

t.test('a list shows one revision, sorted by key', async (t) => {
  const { list, create, registry } = await filled(t)
  await create('z', { metadata: { namespace: 'another' } })
  const all = await list()
  t.same(names(all), ['z', 'a', 'b', 'c', 'd', 'e'])
  t.equal(all.revision, registry.revision)
  t.same(names(await list({ namespace: 'another' })), ['z'])
  t.same(names(await list({ namespace: 'nowhere' })), [])
  t.same(names(await list({ namespace: 'default', limit: 10 })), ['a', 'b', 'c', 'd', 'e'])
})

t.test('chunks are one snapshot: later writes do not appear in later chunks', async (t) => {
  const { list, create, update, remove } = await filled(t)
  const first = await list({ limit: 2 })
  t.same([names(first), first.remaining], [['a', 'b'], 3])
  await create('bb')
  await update('d', (d) => ({ ...d, data: { new: 'yes' } }))
  await remove('c')
  const second = await list({ limit: 2, continueToken: first.continueToken })
  t.same([names(second), second.remaining, second.revision], [['c', 'd'], 1, first.revision])
  t.notMatch(second.rows[1]!.value.toString(), /new/)
  const third = await list({ limit: 2, continueToken: second.continueToken })
  t.same([names(third), third.remaining, third.continueToken], [['e'], undefined, ''])
  const { continueToken } = first
  t.same(names(await list({ resourceVersion: '0', continueToken })).slice(0, 2), ['c', 'd'])
  t.match(await refusal(() => list({ resourceVersion: '5', continueToken })), {
    code: 400,
    message: 'specifying resource version is not allowed when using continue',
  })
})

t.test('selectors apply before the limit, and remaining objects are not counted', async (t) => {
  const { list } = await filled(t)
  const first = await list({ limit: 2, selection: select('odd=yes') })
  t.same([names(first), first.remaining], [['a', 'c'], undefined])
  const rest = await list({
    limit: 2,
    selection: select('odd=yes'),
    continueToken: first.continueToken,
  })
  t.same([names(rest), rest.continueToken], [['e'], ''])
  t.same(names(await list({ limit: 3, selection: select('odd=yes') })), ['a', 'c', 'e'])
  t.equal((await list({ limit: 3, selection: select('odd=yes') })).continueToken, '')
})

t.test('a name in the selector finds one object', async (t) => {
  const { list, registry } = await filled(t)
  const one = await list({ namespace: 'default', selection: select('', 'metadata.name=b') })
  t.same([names(one), one.revision], [['b'], registry.revision])
  const none = { namespace: 'default', selection: select('odd=yes', 'metadata.name=b') }
  t.same(names(await list(none)), [])
  t.same(names(await list({ selection: select('', 'metadata.name=b') })), ['b'])
  t.same(
    names(await list({ selection: select('', 'metadata.name!=b,metadata.namespace=default') })),
    ['a', 'c', 'd', 'e'],
  )
})

t.test('a resourceVersion selects that revision or a newer one', async (t) => {
  const { list, create } = await filled(t)
  const { revision } = await list()
  await create('f')
  const exact = { resourceVersion: String(revision), resourceVersionMatch: 'Exact' }
  t.equal((await list(exact)).rows.length, 5)
  t.equal((await list({ ...exact, resourceVersionMatch: 'NotOlderThan' })).rows.length, 6)
  t.equal((await list({ resourceVersion: String(revision) })).rows.length, 6)
  t.equal((await list({ resourceVersion: String(revision), limit: 10 })).rows.length, 5)
  t.equal(
    (await list({ ...exact, selection: select('', 'metadata.name=f'), namespace: 'default' })).rows
      .length,
    0,
  )
  const cached = await list({ resourceVersion: '0', limit: 1 })
  t.same([cached.rows.length, cached.continueToken], [6, ''])
  t.match(await refusal(() => list({ resourceVersion: 'x' })), {
    code: 400,
    message: /^invalid resource version: resourceVersion: Invalid value: "x": .* invalid syntax$/,
  })
})

t.test('a list waits for a future version, until it times out or the client leaves', async (t) => {
  const { list, create, registry, world } = await filled(t)
  const wanted = registry.revision + 1
  const waiting = list({ resourceVersion: String(wanted) })
  await create('f')
  world.clock.advance(50)
  t.equal((await waiting).rows.length, 6)
  const gone = new AbortController()
  const left = registry.list(
    world.clock,
    listing({ resourceVersion: '99999' }),
    world.context({ signal: gone.signal }),
  )
  await until(() => world.clock.waiting.length === 1)
  gone.abort()
  world.clock.advance(50)
  await t.rejects(left, { name: 'AbortError' }, 'the client has left')
  const hopeless = refusal(() => list({ resourceVersion: '99999' }))
  const poll = setInterval(() => world.clock.advance(1000), 1)
  const { code, message, status } = await hopeless
  clearInterval(poll)
  t.equal(code, 504)
  t.equal(message, `Timeout: Too large resource version: 99999, current: ${registry.revision}`)
  t.match(status.details, { causes: [{ reason: 'ResourceVersionTooLarge' }], retryAfterSeconds: 1 })
})

t.test('a list at exactly a future version fails at once, without a time to retry', async (t) => {
  const { list, registry } = await filled(t)
  for (const how of [{ limit: 1 }, { resourceVersionMatch: 'Exact' }]) {
    const { code, message, status } = await refusal(() =>
      list({ resourceVersion: '99999', ...how }),
    )
    t.equal(code, 504)
    t.equal(message, `Timeout: Too large resource version: 99999, current: ${registry.revision}`)
    const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }]
    t.strictSame(status.details, { causes })
  }
})

t.test('a chunk waits for the revision of a token that another replica made', async (t) => {
  const { list, create, registry, world } = await filled(t)
  const token = { revision: registry.revision + 1, start: 'default/e' }
  const waiting = list({ continueToken: encodeContinueToken(token) })
  await create('f')
  world.clock.advance(50)
  t.same(names(await waiting), ['e', 'f'])
})

t.test('a compacted revision is reported, with a token to continue', async (t) => {
  const { list, create, world } = await filled(t, new World({ store: { recentLimit: 1 } }))
  const first = await list({ limit: 2 })
  const selected = await list({ limit: 1, selection: select('odd=yes') })
  await create('bb')
  await create('f')
  await create('g')
  world.store.compact(world.store.revision)
  const { code, status, message } = await refusal(() =>
    list({ continueToken: first.continueToken }),
  )
  t.equal(code, 410)
  t.match(
    message,
    /^The provided continue parameter is too old to display a consistent list result/,
  )
  const rest = await list({ continueToken: status.metadata.continue! })
  t.same(names(rest), ['bb', 'c', 'd', 'e', 'f', 'g'])
  await t.rejects(list({ continueToken: selected.continueToken, selection: select('odd=yes') }), {
    code: 410,
  })
  const exact = { resourceVersion: String(first.revision), resourceVersionMatch: 'Exact' }
  const old = await refusal(() => list(exact))
  t.equal(old.message, 'The resourceVersion for the provided list is too old.')
})

t.test('the compacted revision can still be listed, the one before cannot', async (t) => {
  const { list, create, world } = await filled(t)
  const { revision } = await list()
  await create('f')
  world.store.compact(revision)
  const at = (asked: number) =>
    list({ resourceVersion: String(asked), resourceVersionMatch: 'Exact' })
  t.same(names(await at(revision)), ['a', 'b', 'c', 'd', 'e'])
  t.has(await refusal(() => at(revision - 1)), {
    code: 410,
    message: 'The resourceVersion for the provided list is too old.',
  })
})

t.test('a token decodes to its content, or is rejected', async (t) => {
  const token = { revision: 12, start: 'default/ä\u0000' }
  t.same(decodeContinueToken(encodeContinueToken(token)), token)
  const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const v = 'meta.k8s.io/v1'
  const cannot = 'json: cannot unmarshal'
  for (const [bad, why] of [
    ['%%%', 'illegal base64 data at input byte 0'],
    ['YWJj=', 'illegal base64 data at input byte 4'],
    ['YWJjZ', 'illegal base64 data at input byte 4'],
    ['abc', "invalid character 'i' looking for beginning of value"],
    ['xxx', "invalid character 'Ç' looking for beginning of value"],
    [
      Buffer.from('no json').toString('base64url'),
      "invalid character 'o' in literal null (expecting 'u')",
    ],
    [json(null), 'server does not recognize this encoded version '],
    [json([]), `${cannot} array into Go value of type storage.continueToken`],
    [json({ v: 1 }), `${cannot} number into Go struct field continueToken.v of type string`],
    [
      json({ start: 1 }),
      `${cannot} number into Go struct field continueToken.start of type string`,
    ],
    [json({ v, rv: '1' }), `${cannot} string into Go struct field continueToken.rv of type int64`],
    [
      json({ v, rv: 1.5, start: 'a' }),
      `${cannot} number 1.5 into Go struct field continueToken.rv of type int64`,
    ],
    [json({ v: 'v2', rv: 1, start: 'a' }), 'server does not recognize this encoded version v2'],
    [
      json({ v, rv: 0, start: 'a' }),
      'incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
    ],
    [json({ v, rv: 1, start: '' }), 'encoded start key empty (version meta.k8s.io/v1)'],
    [json({ v, rv: 1, start: '../secrets/a' }), '../secrets/a'],
    [json({ v, rv: 1, start: 'a/./b' }), 'a/./b'],
    [json({ v, rv: 1, start: 'a/' }), 'a/'],
    ['['.repeat(65_537), 'Too long: may not be more than 65536 bytes'],
  ] as const) {
    t.throws(
      () => decodeContinueToken(bad),
      { code: 400, message: `invalid continue token: continue key is not valid: ${why}` },
      bad,
    )
  }
})

t.test('a resourceVersion is a 63-bit number', async (t) => {
  t.equal(parseResourceVersion(''), 0)
  t.equal(parseResourceVersion('12'), 12)
  t.throws(() => parseResourceVersion('-1'), {
    message: 'strconv.ParseUint: parsing "-1": invalid syntax',
  })
  t.throws(() => parseResourceVersion(`${2n ** 63n}`), { message: /value out of range/ })
  const { registry, world } = things(t)
  t.match(await refusal(() => registry.get(world.clock, 'default', 'a', 'x')), {
    code: 500,
    message: /^resourceVersion: Invalid value: "x": /,
  })
})
