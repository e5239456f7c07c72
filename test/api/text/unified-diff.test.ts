import { execFileSync } from 'node:child_process'
import t from 'tap'
import { unifiedDiff } from '../../../src/api/text/unified-diff.ts'
import { installed } from '../../fixtures/installed.ts'
import { Random } from '../../fixtures/random.ts'

const lines = (...of: readonly string[]): string => of.join('\n')

void t.test('what differs is told with three lines around it', (t) => {
  t.equal(unifiedDiff('a', 'a'), '')
  t.equal(unifiedDiff('a', 'b'), '@@ -1 +1 @@\n-a\n+b\n')
  const old = lines('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12')
  t.equal(
    unifiedDiff(old, old.replace('5', 'five')),
    '@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n',
  )
  t.equal(
    unifiedDiff(old, `${old.replace('1\n', '')}\n13`),
    '@@ -1,4 +1,3 @@\n-1\n 2\n 3\n 4\n@@ -10,3 +9,4 @@\n 10\n 11\n 12\n+13\n',
    'a hunk for each of two changes that are far from each other',
  )
  t.end()
})

void t.test('texts with very little in common end soon', (t) => {
  const many = (of: number): string =>
    Array.from({ length: 150_000 }, (_, i) => `${(i * of) % 1_000}`).join('\n')
  const [old, now] = [many(7), many(11)]
  const difference = unifiedDiff(old, now)
  t.match(difference, /^@@ -/)
  const taken = difference
    .split('\n')
    .filter((line) => line.startsWith(' ') || line.startsWith('+'))
  t.ok(taken.length > 10_000)
  t.end()
})

/** Reads pairs of texts, and writes what Python says they differ in, as Go's port prints it. */
const PYTHON = `
import difflib, json, sys
def difference(old, new):
    lines = difflib.unified_diff(old.split("\\n"), new.split("\\n"), n=3, lineterm="")
    return "".join(line + "\\n" for i, line in enumerate(lines) if i > 1)
print(json.dumps([difference(*pair) for pair in json.load(sys.stdin)]))
`

const skip = !installed('python3', '--version') && 'NOT TESTED: there is no python3'

void t.test('texts of chance differ in what Python says', { skip }, (t) => {
  const random = new Random(16)
  const text = (length: number, of: number): string[] =>
    Array.from({ length }, () => String(random.int(of)))
  const changed = (of: readonly string[]): string[] =>
    of.flatMap((line) => {
      if (random.chance(12)) return []
      return random.chance(12) ? [line, `${line}x`] : [random.chance(12) ? 'y' : line]
    })
  const pairs = Array.from({ length: 400 }, () => {
    // from 200 lines on, those that occur often are not what a match begins with
    const old = text(random.pick([1, 5, 40, 190, 260, 700]), random.pick([3, 10, 60, 400]))
    return [lines(...old), lines(...changed(old))] as const
  })
  const answered = execFileSync('python3', ['-c', PYTHON], {
    input: JSON.stringify(pairs),
    maxBuffer: 2 ** 28,
    encoding: 'utf8',
  })
  t.strictSame(
    pairs.map(([old, now]) => unifiedDiff(old, now)),
    JSON.parse(answered),
  )
  t.end()
})
