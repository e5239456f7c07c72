import { spawnSync } from 'node:child_process'
import t from 'tap'
import { shellWord } from '../../../src/teaching/hints/shell.ts'

t.test('words are quoted as a user would type them in a shell', async (t) => {
  t.equal(shellWord('a-Z_0.9/x:y@z%+=,'), 'a-Z_0.9/x:y@z%+=,')
  t.equal(shellWord(''), "''")
  t.equal(shellWord('a b'), "'a b'")
  t.equal(shellWord("it's"), "'it'\\''s'")
  t.equal(shellWord('\x1b1'), "$'\\0331'", 'always three digits, because a digit may follow')
  t.equal(shellWord("\u202e'\\"), "$'\\342\\200\\256\\'\\\\'", 'UTF-8 bytes are escaped one by one')
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
