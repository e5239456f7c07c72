import t from 'tap'
import { editDistance, nearest } from '../../../src/apimachinery/text/nearest.ts'

t.test('distances up to the maximum are exact; longer ones become the maximum + 1', async (t) => {
  for (const [a, b, most, distance] of [
    ['', '', 0, 0],
    ['john', 'jon', 3, 1],
    ['john', 'jhon', 3, 1],
    ['abcd', 'badc', 3, 2],
    ['abc', 'cab', 3, 2],
    ['kitten', 'sitting', 3, 3],
    ['kitten', 'sitting', 2, 3],
    ['a', 'abcdefgh', 3, 4],
    ['abcdefgh', 'a', 3, 4],
    ['', 'abc', 3, 3],
    ['abcd', '', 3, 4],
    ['aabb', 'bbaa', 9, 3],
    ['abab', 'baba', 9, 2],
  ] as const)
    t.equal(editDistance(a, b, most), distance, `${a} ${b} ${most}`)
})

t.test('the nearest known name is suggested, if it is near enough', async (t) => {
  for (const [name, meant, ...known] of [
    ['Jhon', 'john', 'mary', 'john'],
    ['john', 'John', 'John'],
    ['john', undefined, 'john'],
    ['john', 'jon', 'john', 'jon'],
    ['ab', undefined, 'ac'],
    ['abc', 'abd', 'abd'],
    ['abc', undefined, 'axd'],
    ['abcdef', 'abcdxy', 'abcdxy'],
    ['abcdef', undefined, 'abcxyz'],
    ['abcdefghijkl', 'abcdefghiXYZ', 'abcdefghiXYZ'],
    ['abcdefghijkl', undefined, 'abcdefghWXYZ'],
    ['maria', 'mariab', 'mariab', 'mariac'],
    ['mariah', 'marian', 'marixx', 'marian', 'mariaz'],
    ['mariah', 'MARIAH', 'marian', 'MARIAH', 'Mariah'],
    ['', undefined, ''],
    ['a'.repeat(200), `${'a'.repeat(199)}b`, `${'a'.repeat(199)}b`],
    ['a'.repeat(201), undefined, `${'a'.repeat(200)}b`],
  ] as const)
    t.equal(nearest(name, known), meant, `${name.slice(0, 20)} among ${known.join().slice(0, 40)}`)
})
