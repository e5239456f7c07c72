import t from 'tap'
import { pathTexts } from '../../../src/apimachinery/managed-fields/fieldset.ts'
import {
  hasLastApplied,
  LAST_APPLIED,
  lastAppliedFields,
  withLastApplied,
} from '../../../src/apimachinery/managed-fields/last-applied.ts'
import { gadget, gadgetSchema } from '../../fixtures/gadget.ts'

const annotated = (text: string, more: Parameters<typeof gadget>[0] = {}) =>
  gadget({ ...more, metadata: { ...more.metadata, annotations: { [LAST_APPLIED]: text } } })

const fields = (text: string, more?: Parameters<typeof gadget>[0]) =>
  pathTexts(lastAppliedFields(gadgetSchema, annotated(text, more), 'example.com/v1'))

t.test('a non-empty annotation shows that kubectl applied the object', async (t) => {
  t.ok(hasLastApplied(annotated('{}')))
  t.equal(LAST_APPLIED, 'kubectl.kubernetes.io/last-applied-configuration')
  t.notOk(hasLastApplied(annotated('')))
  t.notOk(hasLastApplied(gadget()))
})

t.test('fields count as applied while they have the applied value', async (t) => {
  const applied = JSON.stringify(
    gadget({ metadata: { labels: { a: '1', b: '1', c: '1' } }, spec: { rules: ['x'], size: 1 } }),
  )
  const live = {
    metadata: { labels: { a: '1', b: '2' } },
    spec: { rules: ['x'], size: 2, mode: 'm' },
  }
  t.same(fields(applied, live), [
    '.apiVersion',
    '.kind',
    '.metadata.name',
    '.metadata.labels.a',
    '.spec.rules',
  ])
})

t.test('an unusable annotation yields no fields', async (t) => {
  for (const text of [
    '',
    '{',
    '[]',
    '{"apiVersion":"example.com/v1"}',
    JSON.stringify({ ...gadget(), apiVersion: 'example.com/v2' }),
    JSON.stringify({ ...gadget(), foo: 1 }),
  ])
    t.same(fields(text), [], text)
})

t.test(
  'the annotation is the configuration with sorted keys, without this annotation',
  async (t) => {
    const config = gadget({
      metadata: { labels: { b: '<', a: '1' }, annotations: { [LAST_APPLIED]: 'old', x: 'y' } },
    })
    const object = withLastApplied(annotated('old'), config)
    const text =
      '{"apiVersion":"example.com/v1","kind":"Gadget","metadata":{"annotations":{"x":"y"},' +
      '"labels":{"a":"1","b":"\\u003c"},"name":"g"}}\n'
    t.equal(object.metadata.annotations?.[LAST_APPLIED], text)
    t.equal(withLastApplied(object, config), object, 'a second write changes nothing')
    t.equal(
      withLastApplied(annotated('old'), gadget()).metadata.annotations?.[LAST_APPLIED],
      '{"apiVersion":"example.com/v1","kind":"Gadget","metadata":{"name":"g"}}\n',
    )
  },
)

t.test('an annotation that would be too large is dropped', async (t) => {
  const config = gadget({ metadata: { labels: { a: 'x'.repeat(300_000) } } })
  t.notOk(hasLastApplied(withLastApplied(annotated('old'), config)))
  const longKey = gadget({ metadata: { annotations: { ['k'.repeat(262_000)]: '' } } })
  t.notOk(hasLastApplied(withLastApplied(longKey, gadget({ spec: { mode: 'x'.repeat(200) } }))))
  t.ok(hasLastApplied(withLastApplied(longKey, gadget())))
})
