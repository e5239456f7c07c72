import t from 'tap'
import { editDistance, nearest } from '../../src/hints/nearest.ts'

t.test('the distance of words', (t) => {
  t.equal(editDistance('john', 'john', 3), 0)
  t.equal(editDistance('john', 'jhon', 3), 1, 'two letters that changed places')
  t.equal(editDistance('kitten', 'sitting', 3), 3)
  t.equal(editDistance('a', 'abcdefgh', 3), 4, 'more than asked for is not counted')
  t.end()
})

t.test('the name that was meant', (t) => {
  t.equal(nearest('Jhon', ['mary', 'john']), 'john')
  t.equal(nearest('JOHN', ['john']), 'john', 'capitals are slips too')
  t.equal(nearest('john', ['john']), undefined, 'never the name itself')
  t.equal(nearest('ab', ['ac']), undefined, 'short names are too near to each other')
  t.equal(nearest('developers', ['accounting']), undefined)
  t.end()
})
