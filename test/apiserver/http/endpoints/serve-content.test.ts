import t from 'tap'
import { hasEtag } from '../../../../src/apiserver/http/endpoints/serve-content.ts'

t.test('an entity tag is found in If-None-Match', async (t) => {
  for (const [header, expected] of [
    ['', false],
    ['"b",', false],
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['*', true],
    ['"b"', false],
    ['a', false],
    ['"aa"', false],
  ] as const) {
    t.equal(hasEtag(header, '"a"'), expected, header)
  }
  t.notOk(hasEtag('"b",', undefined), 'content without an entity tag')
})
