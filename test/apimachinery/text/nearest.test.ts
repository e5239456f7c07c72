import t from 'tap'
import { editDistance, nearest } from '../../../src/apimachinery/text/nearest.ts'

t.test('edit distances, up to a maximum', async (t) => {
  const cases: [a: string, b: string, most: number, distance: number][] = [
    ['john', 'john', 3, 0],
    ['', '', 0, 0],
    ['john', 'jon', 3, 1],
    ['jon', 'john', 3, 1],
    ['john', 'joan', 3, 1],
    ['john', 'jhon', 3, 1],
    ['ab', 'ba', 3, 1],
    ['abcd', 'badc', 3, 2],
    ['abc', 'cab', 3, 2],
    ['kitten', 'sitting', 3, 3],
    ['kitten', 'sitting', 2, 3],
    ['a', 'abcdefgh', 3, 4],
    ['abcdefgh', 'a', 3, 4],
    ['abc', 'xyz', 3, 3],
    ['abc', '', 3, 3],
    ['', 'abc', 3, 3],
    ['abcd', '', 3, 4],
    ['aabb', 'bbaa', 9, 3],
    ['abab', 'baba', 9, 2],
  ]
  for (const [a, b, most, distance] of cases)
    t.equal(editDistance(a, b, most), distance, `${a} ${b} ${most}`)
})

t.test('the nearest known name is suggested, if it is near enough', async (t) => {
  const cases: [name: string, known: string[], meant: string | undefined][] = [
    ['Jhon', ['mary', 'john'], 'john'],
    ['JOHN', ['john'], 'john'],
    ['john', ['John'], 'John'],
    ['john', ['john'], undefined],
    ['john', ['john', 'jon'], 'jon'],
    ['ab', ['ac'], undefined],
    ['abc', ['abd'], 'abd'],
    ['abc', ['axd'], undefined],
    ['abcdef', ['abcdxy'], 'abcdxy'],
    ['abcdef', ['abcxyz'], undefined],
    ['abcdefghijkl', ['abcdefghiXYZ'], 'abcdefghiXYZ'],
    ['abcdefghijkl', ['abcdefghWXYZ'], undefined],
    ['developers', ['accounting'], undefined],
    ['maria', ['mariab', 'mariac'], 'mariab'],
    ['mariah', ['marixx', 'marian', 'mariaz'], 'marian'],
    ['mariah', ['marian', 'MARIAH', 'Mariah'], 'MARIAH'],
    ['', [''], undefined],
    ['a'.repeat(200), [`${'a'.repeat(199)}b`], `${'a'.repeat(199)}b`],
    ['a'.repeat(201), [`${'a'.repeat(200)}b`], undefined],
  ]
  for (const [name, known, meant] of cases)
    t.equal(nearest(name, known), meant, `${name.slice(0, 20)} among ${known.join().slice(0, 40)}`)
})
