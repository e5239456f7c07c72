import assert from 'node:assert/strict'
import t from 'tap'
import { DecodeError } from '../../../src/apimachinery/text/decode-error.ts'
import { canonicalBase64 } from '../../../src/apimachinery/text/go-base64.ts'
import { fc, forAll } from '../../fixtures/property.ts'

t.test('base64 is rewritten as Go encodes it', async (t) => {
  t.equal(canonicalBase64(''), '')
  t.equal(canonicalBase64('YWI='), 'YWI=')
  t.equal(canonicalBase64('YW\nI\r=\n'), 'YWI=', 'without line ends')
  t.equal(canonicalBase64('YWJ='), 'YWI=', 'without stray bits')
})

t.test("errors name the same byte as Go's errors", async (t) => {
  for (const [text, offset] of [
    ['!!!', 0],
    ['LS0_-w', 3],
    ['YWI', 0],
    ['AAAAYWI', 4],
    ['YWI=x', 4],
    ['Y=WI', 1],
    ['=YWI', 0],
    ['YWI==', 4],
    ['YQ=', 3],
    ['YQ=x', 2],
    ['YQ==\n\nx', 6],
    ['é', 0],
    ['YQ==YQ==', 4],
  ] as const) {
    const error = new DecodeError(`illegal base64 data at input byte ${offset}`)
    t.throws(() => canonicalBase64(text), error, text)
  }
})

t.test('canonical base64 of any bytes is unchanged, apart from line ends', async (t) => {
  await forAll(t, fc.uint8Array({ maxLength: 50 }), { numRuns: 300 }, (bytes) => {
    const text = Buffer.from(bytes).toString('base64')
    assert.equal(canonicalBase64(text), text)
    assert.equal(canonicalBase64(text.replace(/.{5}/g, '$&\r\n')), text)
  })
})
