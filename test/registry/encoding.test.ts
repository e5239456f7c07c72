import t from 'tap'
import { encodeObject } from '../../src/registry/encoding.ts'
import { thing } from './world.ts'

const tricky = thing('a', {
  metadata: { annotations: { '"resourceVersion":"': '"resourceVersion":"7"', é: '<&>' } },
  data: { resourceVersion: '3', '"resourceVersion":"4': '\u2028' },
})

void t.test('the version goes where it belongs, whatever else looks like it', async (t) => {
  const bytes = encodeObject(tricky).encode(123)
  t.match(JSON.parse(bytes.toString()), {
    metadata: { ...tricky.metadata, resourceVersion: '123' },
    data: tricky.data,
  })
  t.match(bytes.toString(), '\\u003c\\u0026\\u003e')
})

void t.test('bytes are alone in their memory', async (t) => {
  const bytes = encodeObject(tricky).encode(1)
  t.equal(bytes.buffer.byteLength, bytes.length)
})

void t.test('an object equals what is stored whatever its version', async (t) => {
  const encoded = encodeObject(tricky)
  t.equal(encoded.equals(encodeObject(tricky).encode(5)), true)
  t.equal(encoded.equals(encodeObject(tricky).encode(12345)), true)
  const other = { ...tricky, data: { ...tricky.data, more: '' } }
  t.equal(encoded.equals(encodeObject(other).encode(5)), false)
  const renamed = { ...tricky, metadata: { ...tricky.metadata, uid: 'u' } }
  t.equal(encoded.equals(encodeObject(renamed).encode(5)), false)
})
