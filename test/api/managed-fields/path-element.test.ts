import t from 'tap'
import {
  compareElements,
  elementText,
  fieldElement,
  fieldName,
  indexElement,
  keyElement,
  parseElement,
  valueElement,
} from '../../../src/api/managed-fields/path-element.ts'

void t.test('an element has one canonical form', async (t) => {
  t.equal(fieldElement('__proto__'), 'f:__proto__')
  t.equal(indexElement(3), 'i:3')
  t.equal(valueElement('a<b'), 'v:"a\\u003cb"')
  t.equal(keyElement([['type', 'Ready']]), 'k:{"type":"Ready"}')
  const keys: [string, unknown][] = [
    ['protocol', 'TCP'],
    ['number', 80],
  ]
  t.equal(keyElement(keys), 'k:{"number":80,"protocol":"TCP"}')
  t.equal(keyElement(keys.toReversed()), keyElement(keys))
})

void t.test('keys of a client are brought into that form', async (t) => {
  const expected: [string, string | undefined][] = [
    ['f:a b', 'f:a b'],
    ['f:', 'f:'],
    ['k:{ "b" : 1, "a":"\\u0041" }', 'k:{"a":"A","b":1}'],
    ['v: "x" ', 'v:"x"'],
    ['v:1.0', 'v:1'],
    ['v:null', 'v:null'],
    ['i:+07', 'i:7'],
    ['x:whatever', undefined],
  ]
  for (const [key, element] of expected) t.equal(parseElement(key), element, key)
})

void t.test('a malformed key is an error', async (t) => {
  for (const key of ['', 'f', 'field', 'k:[1]', 'k:{', 'v:', 'v:x', 'i:', 'i:1.5', 'i:x']) {
    t.throws(() => parseElement(key), key)
  }
})

void t.test('elements are ordered by kind and then by value', async (t) => {
  const ordered = [
    'f:Z',
    'f:a',
    'f:ab',
    'k:{"a":1}',
    'k:{"a":2}',
    'k:{"a":2,"b":1}',
    'k:{"a":"1"}',
    'k:{"b":0}',
    'v:2',
    'v:10',
    'v:"10"',
    'v:"2"',
    'v:false',
    'v:true',
    'v:[1]',
    'v:null',
    'i:2',
    'i:10',
  ]
  // indexes are compared as numbers
  t.same(ordered.toReversed().sort(compareElements), ordered)
  for (const element of ordered) t.equal(compareElements(element, element), 0)
})

void t.test('elements are printed as in messages', async (t) => {
  t.equal(elementText('f:metadata'), '.metadata')
  t.equal(elementText('k:{"number":80,"protocol":"TCP"}'), '[number=80,protocol="TCP"]')
  t.equal(elementText('v:"a\\"b"'), '[="a\\"b"]')
  t.equal(elementText('v:true'), '[=true]')
  t.equal(elementText('i:4'), '[4]')
})

void t.test('only a field has a name', async (t) => {
  t.equal(fieldName('f:a:b'), 'a:b')
  t.equal(fieldName('v:"x"'), undefined)
})
