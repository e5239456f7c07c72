import t from 'tap'
import {
  encodeObject,
  isSame,
  objectValues,
  withRevision,
} from '../../../src/apiserver/registry/encoding.ts'
import { thing } from './world.ts'

const UID = '5f7a0a3c-0d6b-4b0e-8d5e-1d3b2a4c6e8f'

const tricky = thing('a', {
  metadata: {
    uid: UID,
    annotations: {
      '"uid":"': '"uid":"7"',
      '"resourceVersion":"': '"resourceVersion":"7"',
      é: '<&>',
    },
  },
  data: { resourceVersion: '3', ',"resourceVersion":"4': '\u2028', uid: 'none' },
})

const numbered = { ...tricky, metadata: { ...tricky.metadata, resourceVersion: '9' } }

t.test('stored bytes contain no resourceVersion', async (t) => {
  const kept = JSON.parse(encodeObject(numbered).toString()) as typeof tricky
  t.same(kept, { ...tricky })
  t.notOk('resourceVersion' in kept.metadata)
})

t.test('resourceVersion is inserted at its place, even if other text looks like it', async (t) => {
  const bytes = objectValues.shown(encodeObject(tricky), 123)
  const { metadata, ...rest } = JSON.parse(bytes.toString()) as typeof tricky
  t.same(metadata, { ...tricky.metadata, resourceVersion: '123' })
  t.match(rest, { data: tricky.data })
  t.same(Object.keys(metadata).slice(0, 4), ['name', 'namespace', 'uid', 'resourceVersion'])
  t.match(bytes.toString(), '\\u003c\\u0026\\u003e')
})

t.test('resourceVersion can be removed and replaced', async (t) => {
  const kept = encodeObject(tricky)
  const seen = objectValues.shown(kept, 99)
  t.same(objectValues.bare(seen), kept)
  t.same(objectValues.bare(kept), kept, 'a value without resourceVersion stays unchanged')
  for (const revision of [1, 98, 100, 123456])
    t.same(withRevision(seen, revision), objectValues.shown(kept, revision))
  t.same(withRevision(kept, 7), objectValues.shown(kept, 7))
})

t.test('isSame compares an object with a row, except for the resourceVersion', async (t) => {
  const row = (revision: number, object = tricky) => ({
    value: objectValues.shown(encodeObject(object), revision),
    revision,
  })
  t.equal(isSame(encodeObject(tricky), row(5)), true)
  t.equal(isSame(encodeObject(tricky), row(12345)), true)
  const other = { ...tricky, data: { ...tricky.data, more: '' } }
  t.equal(isSame(encodeObject(other), row(5)), false)
  const renamed = { ...tricky, metadata: { ...tricky.metadata, uid: 'u' } }
  t.equal(isSame(encodeObject(renamed), row(5)), false)
})

t.test('an object without a uid, and bytes that are not an object, stay unchanged', async (t) => {
  for (const bytes of [encodeObject(thing('a', {})), Buffer.from('no JSON'), Buffer.alloc(0)])
    t.equal(objectValues.shown(bytes, 1), bytes)
})
