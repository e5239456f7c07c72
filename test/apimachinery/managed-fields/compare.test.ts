import t from 'tap'
import { compare, type CompareOptions } from '../../../src/apimachinery/managed-fields/compare.ts'
import { fieldSetOf, pathTexts } from '../../../src/apimachinery/managed-fields/fieldset.ts'
import { gadget, gadgetSchema } from '../../fixtures/gadget.ts'

/** Returns the changed paths, without `.spec`. */
const changes = (old: object, updated: object, options?: CompareOptions) =>
  Object.fromEntries(
    Object.entries(compare(gadgetSchema, old, updated, options))
      .map(([kind, set]) => [kind, pathTexts(set).map((path) => path.replace('.spec', ''))])
      .filter(([, paths]) => paths!.length > 0),
  )

const spec = (old: object, updated: object, options?: CompareOptions) =>
  changes({ spec: old }, { spec: updated }, options)

t.test('structs that Go always emits do not count as added', async (t) => {
  t.same(changes({}, { status: { phase: 'on' } }), { changed: ['.status.phase'] })
  t.same(spec({}, { mode: 'a', rules: ['x'] }), { changed: ['.mode', '.rules'] })
})

t.test('zeros that Go omits count as missing, except for pointers', async (t) => {
  const place = { place: { room: '', shelf: 'a' } }
  t.same(spec({}, { ready: false, size: 0, parts: [], ...place }), {
    changed: ['.place', '.size', '.place.shelf'],
  })
  t.same(spec({ parts: [{ name: 'a', size: 0 }] }, { parts: [{ name: 'a' }] }), {})
})

t.test('an atomic value is compared as a whole', async (t) => {
  t.same(spec({ rules: ['a'] }, { rules: ['a', 'b'] }), { changed: ['.rules'] })
  t.same(spec({ target: { name: 'a' } }, { target: { name: 'b' } }), { changed: ['.target'] })
  t.same(spec({ target: { name: '' } }, { target: {} }), {})
  t.same(spec({ selector: { a: '1' } }, {}), { removed: ['.selector'] })
  t.same(spec({ rules: null }, { rules: [] }), { changed: ['.rules'] })
})

t.test('items of a keyed list are matched by their keys', async (t) => {
  t.same(
    spec(
      { parts: [{ name: 'a', size: 1 }, { name: 'b' }] },
      { parts: [{ name: 'c' }, { name: 'a', size: 2 }] },
    ),
    {
      changed: ['.parts[name="c"]', '.parts[name="a"].size', '.parts[name="c"].name'],
      removed: ['.parts[name="b"]', '.parts[name="b"].name'],
    },
  )
  t.same(spec({}, { ports: [{ protocol: 'TCP', number: 80 }] }), {
    changed: [
      '.ports',
      '.ports[number=80,protocol="TCP"]',
      '.ports[number=80,protocol="TCP"].number',
      '.ports[number=80,protocol="TCP"].protocol',
    ],
  })
})

t.test('items with the same keys are compared as one value', async (t) => {
  const sized = (...sizes: number[]) => ({ parts: sizes.map((size) => ({ name: 'a', size })) })
  const [once, twice] = [sized(1), sized(1, 2)]
  t.same(spec(twice, twice), {})
  t.same(spec(twice, structuredClone(twice)), {})
  t.same(spec(twice, sized(1, 3)), { changed: ['.parts[name="a"]'] })
  const whole = ['.parts[name="a"]', '.parts[name="a"].name', '.parts[name="a"].size']
  t.same(spec(once, twice), { changed: ['.parts[name="a"]'], removed: whole })
  t.same(spec(twice, once), { changed: whole, removed: ['.parts[name="a"]'] })
})

t.test('ignored parts are not compared', async (t) => {
  const ignored = fieldSetOf(['f:spec'], ['f:status', 'f:conditions'])
  const old = gadget({ spec: { mode: 'a' }, status: { phase: 'a' } })
  const updated = gadget({
    spec: { mode: 'b' },
    status: { phase: 'b', conditions: [{ type: 'A' }] },
  })
  t.same(changes(old, updated, { ignored }), { changed: ['.status.phase'] })
})

t.test('in a raw document nulls and empty containers are values', async (t) => {
  const labels = { metadata: { labels: { a: '1' } } }
  const emptied = { metadata: { labels: null } }
  t.same(changes(labels, emptied, { raw: true }), { removed: ['.metadata.labels.a'] })
  t.same(changes(labels, emptied), { removed: ['.metadata.labels', '.metadata.labels.a'] })
  t.same(changes({ metadata: {} }, { metadata: { labels: {} } }, { raw: true }), {
    changed: ['.metadata.labels'],
  })
  t.same(changes({ metadata: {} }, { metadata: { labels: {} } }), {})
  t.same(spec({}, {}, { raw: true }), {}, 'fields that are always emitted are unset in both')
})
