import t from 'tap'
import { append } from '../../src/apimachinery/append.ts'

t.test('a list of a million items can be appended', async (t) => {
  const list = [1]
  append(list, Array<number>(1_000_000).fill(2))
  t.equal(list.length, 1_000_001)
})
