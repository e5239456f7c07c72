import t from 'tap'
import { checkedQuantity, QuantityError } from '../../src/apimachinery/quantity.ts'

t.test('quantities stay as they are written', async (t) => {
  const texts = ['0', '-', '1', '+2', '1000m', '0.5', '-0.5k', '128Mi', '1.5Gi', '1E', '1e3', '1.']
  for (const text of texts) t.equal(checkedQuantity(text), text)
})

t.test('invalid quantities are errors', async (t) => {
  const form =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
  for (const text of ['', 'x', '1.2.3', '1 ', '{}'])
    t.throws(() => checkedQuantity(text), new QuantityError(form), text)
  for (const text of ['1Kx', '1ee', '1e'])
    t.throws(() => checkedQuantity(text), QuantityError, text)
  t.throws(() => checkedQuantity('1KK'), new QuantityError("unable to parse quantity's suffix"))
})
