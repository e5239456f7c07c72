import { spawnSync } from 'node:child_process'
import t from 'tap'
import { shellWord } from '../../../src/teaching/hints/shell.ts'

t.test('words as typed in a shell', async (t) => {
  t.equal(shellWord('a-Z_0.9/x:y@z%+=,'), 'a-Z_0.9/x:y@z%+=,')
  t.equal(shellWord(''), "''")
  t.equal(shellWord('a b'), "'a b'")
  t.equal(shellWord("it's"), "'it'\\''s'")
  t.equal(shellWord('\x1b1'), "$'\\0331'", 'three digits, whatever follows')
  t.equal(shellWord("\u202e'\\"), "$'\\342\\200\\256\\'\\\\'", 'the bytes of UTF-8')
})

t.test('a shell parses the quoted word to the original', async (t) => {
  const words = [
    '',
    'a',
    ' ',
    "'",
    '"',
    '\\',
    '$(x)',
    '`x`',
    '\x1b[0m',
    "a\n'b\\",
    '\u202eü',
    '\u{e0041}7',
    '*',
    '~',
    '#',
  ]
  const script = `printf '%s\\0' ${words.map(shellWord).join(' ')}`
  const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  t.same(stdout.split('\0').slice(0, -1), words)
})
