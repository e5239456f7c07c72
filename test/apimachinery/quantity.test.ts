import t from 'tap'
import { canonicalQuantity } from '../../src/apimachinery/quantity.ts'
import { DecodeError } from '../../src/apimachinery/text/decode-error.ts'

t.test('quantities are rounded up, capped, and written with the largest exact unit', async (t) => {
  for (const [text, canonical] of [
    ['0', '0'],
    ['-', '0'],
    ['+2', '2'],
    ['1000m', '1'],
    ['0.5', '500m'],
    ['-0.5k', '-500'],
    ['1000000', '1M'],
    ['100000000000000000000', '9223372036854775807'],
    ['1024Ki', '1Mi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['1E', '1E'],
    ['1e3', '1e3'],
    ['1500e3', '1500e3'],
    ['1e-10', '1e-9'],
    ['0.1n', '1n'],
    ['1.', '1'],
    ['0e9999999999', '0'],
    ['1e-9999999999', '1e-9'],
  ] as const)
    t.equal(canonicalQuantity(text), canonical, text)
})

t.test('a quantity has at most 64 characters', async (t) => {
  t.equal(canonicalQuantity(`0.5${'0'.repeat(59)}Ki`), '512')
  t.throws(
    () => canonicalQuantity('1'.repeat(65)),
    new DecodeError('must be no more than 64 characters'),
  )
})

t.test('a canonical form stays unchanged', async (t) => {
  for (const text of ['1500m', '3Ti', '7e6', '123456789', '0.25', '999Ki']) {
    const once = canonicalQuantity(text)
    t.equal(canonicalQuantity(once), once)
  }
})

t.test('invalid quantities are errors', async (t) => {
  const form =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
  for (const text of ['', 'x', '1.2.3', '1 ', '{}']) {
    t.throws(() => canonicalQuantity(text), new DecodeError(form), text)
  }
  for (const text of ['1Kx', '1KK', '1ee', '1e']) {
    t.throws(() => canonicalQuantity(text), DecodeError, text)
  }
  t.throws(() => canonicalQuantity('1KK'), new DecodeError("unable to parse quantity's suffix"))
})
