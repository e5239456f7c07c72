/**
 * Lab commands without a cluster exit with 1 for a negative result, 2 for wrong usage, and 3 for a
 * problem of the environment. test/cli/labs.slow.test.ts tests them with a cluster.
 */
import { join } from 'node:path'
import t from 'tap'
import { type } from '../../fixtures/command.ts'

const HERE = import.meta.dirname
const ROWS: readonly [line: string, code: number, text: RegExp][] = [
  ['lab', 0, /^LAB +TITLE/],
  ['lab list --json', 0, /^\{\n {2}"labs": \[/],
  ['lab --lang de', 0, /^LAB +TITLE/],
  ['lab --lang ko', 0, /^LAB +제목/],
  ['lab --labs nowhere', 3, /nowhere cannot be read \(ENOENT\); name a folder of labs with --labs/],
  ['lab start jan', 2, /there is no lab "jan"; did you mean jane\?/],
  ['lab start ..', 2, /there is no lab "\.\."/],
  ['lab start ../labs', 2, /there is no lab/],
  ['lab start jane groups', 2, /unexpected argument "groups"/],
  ['lab start jane', 3, /kubectl and openssl not found; labs need/],
  ['lab next', 3, /kubectl and openssl not found; labs need/],
  ...['check', 'hint', 'reset', 'solution'].flatMap(
    (verb): [line: string, code: number, text: RegExp][] => [
      [`lab ${verb}`, 1, /^no lab has been started; csrlab lab list shows all labs/],
      [`lab ${verb} jane`, 1, /^jane has not been started; csrlab lab start jane starts it$/],
      [`lab ${verb} jan`, 2, /there is no lab "jan"; did you mean jane\?/],
      [`lab ${verb} --wrong`, 2, /--wrong/],
    ],
  ),
  ['lab watch', 1, /^csrlab lab watch needs a terminal/],
  ['lab watch --wrong', 2, /--wrong/],
  ['lab exam finish', 1, /exam/],
  ['lab exam --minutes none', 2, /minutes/],
  ['lab verify jan', 2, /there is no lab "jan"; did you mean jane\?/],
  ['lab verify --labs nowhere', 3, /nowhere cannot be read/],
  ['lab chek', 2, /no command "chek"; did you mean csrlab lab check/],
]

t.test('lab commands have the expected exit codes', async (t) => {
  const environment = { HOME: t.testdir(), PATH: join(HERE, 'nowhere'), LANG: 'C.UTF-8' }
  for (const [line, code, text] of ROWS) {
    const result = await type(line.split(' '), { environment })
    t.equal(result.code, code, `${line}: ${result.text}`)
    t.match(result.text, text, line)
  }
})
