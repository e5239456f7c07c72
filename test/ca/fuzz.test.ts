import t from 'tap'
import { fuzz } from './fuzz.ts'

t.test('mutants are read or refused, and nothing else', async (t) => {
  const { refused, slowest } = fuzz(5000)
  t.ok(refused > 3000, 'most are refused')
  t.ok(slowest < 1000, 'none takes long')
})
