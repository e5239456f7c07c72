/** Fields of a newer csrlab stay when an older one writes the object. */
import t from 'tap'
import { decodeObject } from '../../src/api/schema/decode.ts'
import { done } from '../../src/api/turns.ts'
import { withItsUnknown, withUnknownOf } from '../../src/registry/unknown-fields.ts'
import { gadgetSchema } from '../fixtures/gadget.ts'
import { thing, things } from './world.ts'

const stored = (json: object) =>
  withItsUnknown(decodeObject(gadgetSchema, json), json as Record<string, unknown>)

const wholeOf = (json: object, old: object): unknown =>
  JSON.parse(
    JSON.stringify(
      withUnknownOf(gadgetSchema, decodeObject(gadgetSchema, json).object, stored(old)).whole,
    ),
  )

const BASE = { kind: 'Gadget', apiVersion: 'example.com/v1', metadata: { name: 'a' } }

t.test('an object with nothing unknown is what is stored', (t) => {
  const { object } = decodeObject(gadgetSchema, BASE)
  const { object: made, whole } = withUnknownOf(gadgetSchema, object, stored(BASE))
  t.equal(made, object)
  t.equal(whole, object)
  t.end()
})

t.test('what is unknown stays in its place, and is seen by nobody', (t) => {
  const later = { a: [1] }
  const parts = [
    { name: 'x', later },
    { name: 'y', later: 2 },
    { name: 'z', later: 3 },
  ]
  const place = { room: 'r', later }
  const old = { ...BASE, later, spec: { mode: 'm', later, place, parts } }
  const seen = stored(old)
  t.notMatch(JSON.stringify(seen), 'later')
  t.notMatch(JSON.stringify({ ...seen }), 'later')

  const wanted = {
    ...BASE,
    spec: { mode: 'n', place: { shelf: 's' }, parts: [{ name: 'y', size: 1 }, { name: 'x' }] },
  }
  t.match(wholeOf(wanted, old), {
    later,
    spec: {
      mode: 'n',
      later,
      place: { shelf: 's', later },
      parts: [
        { name: 'y', size: 1, later: 2 },
        { name: 'x', later },
      ],
    },
  })
  const gone = wholeOf({ ...BASE, spec: { mode: 'n' } }, old) as { spec: object }
  t.notOk('place' in gone.spec, 'but goes with what it was in')
  t.notOk('room' in (wholeOf(wanted, old) as typeof old).spec.place, 'known ones do not stay')
  t.end()
})

t.test('one that is called __proto__ is a field as any other', (t) => {
  const old = JSON.parse('{"kind":"Gadget","metadata":{"name":"a"},"__proto__":{"x":1}}') as object
  t.match(JSON.stringify(wholeOf(BASE, old)), '"__proto__":{"x":1}')
  t.end()
})

t.test(
  'a registry keeps them over several writes, and does not write for them alone',
  async (t) => {
    const { registry, world } = things(t)
    const key = '/registry/things/default/a'
    const value = {
      ...thing('a', { data: { x: '1' } }),
      metadata: { name: 'a', namespace: 'default', uid: 'u-1' },
      later: true,
    }
    await world.store.create(key, Buffer.from(JSON.stringify(value)))
    const put = (data: Record<string, string>) =>
      registry.update(world.context(), {
        namespace: 'default',
        name: 'a',
        subresource: '',
        change: (old) => done({ ...old!, data }),
      })
    for (const x of ['2', '3']) {
      const { row, object } = await put({ x })
      t.match(JSON.parse(row!.value.toString()), { data: { x }, later: true })
      t.notMatch(JSON.stringify(object), 'later')
    }
    const before = registry.revision
    await put({ x: '3' })
    t.equal(registry.revision, before)
  },
)
