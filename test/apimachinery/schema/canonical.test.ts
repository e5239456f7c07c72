import assert from 'node:assert/strict'
import t from 'tap'
import { canonical } from '../../../src/apimachinery/schema/canonical.ts'
import { decodeObject } from '../../../src/apimachinery/schema/decode.ts'
import { parseJson, stringifyJson } from '../../../src/apimachinery/text/json.ts'
import { fc, forAll } from '../../fixtures/property.ts'
import { anyObject } from '../any-object.ts'
import { gadget, gadgetSpec } from '../sample-schemas.ts'

t.test('fields are sorted in wire order, maps by key', async (t) => {
  t.equal(
    stringifyJson(
      canonical(gadget, {
        spec: { owner: 'x', extra: { b: [], a: null }, request: 'YQ==' },
        metadata: { labels: { z: '1', a: '2' }, name: 'n' },
        kind: 'Gadget',
        colour: 'red',
      }),
    ),
    '{"kind":"Gadget","metadata":{"name":"n","labels":{"a":"2","z":"1"}},"spec":{"request":"YQ==","owner":"x","extra":{"a":null,"b":[]}}}',
  )
})

t.test('unset fields are omitted or get their zero value', async (t) => {
  t.equal(
    stringifyJson(
      canonical(gadgetSpec, {
        usages: [],
        extra: {},
        count: 0,
        seconds: 0,
        owner: undefined,
        size: null,
      }),
    ),
    '{"request":null,"owner":"","seconds":0}',
  )
})

t.test('the argument is not changed', async (t) => {
  const spec = Object.freeze({ owner: 'x', extra: Object.freeze({ b: ['1'], a: ['2'] }) })
  t.equal(
    stringifyJson(canonical(gadgetSpec, spec)),
    '{"request":null,"owner":"x","extra":{"a":["2"],"b":["1"]}}',
  )
})

t.test('decoded objects are canonical, and canonical() sorts shuffled fields', async (t) => {
  const orders = fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 1, maxLength: 9 })
  await forAll(t, fc.tuple(anyObject(gadget), orders), { numRuns: 300 }, ([made, order]) => {
    let compared = 0
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled)
      if (typeof value !== 'object' || value === null) return value
      const entries = Object.entries(value).sort(() => order[compared++ % order.length]!)
      return Object.fromEntries(entries.map(([key, item]) => [key, shuffled(item)]))
    }
    const { object } = decodeObject(gadget, parseJson(JSON.stringify(made)).value)
    const text = stringifyJson(object)
    assert.equal(stringifyJson(canonical(gadget, object)), text)
    // raw JSON is not sorted
    if (text.includes('"fields":')) return
    assert.equal(stringifyJson(canonical(gadget, shuffled(object) as object)), text)
  })
})
