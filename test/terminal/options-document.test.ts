/** docs/options.md has the help as it is, in lines that fit a terminal. */
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { helpText } from '../../src/terminal/help.ts'

const DOCUMENT = new URL('../../docs/options.md', import.meta.url)
const BEGIN = '<!-- help -->\n\n```text\n'
const END = '```\n\n<!-- end of help -->'

const WIDTH = 120
/** where the words of an option begin */
const COLUMN = 36

const wrapped = (line: string): string => {
  if (line.length <= WIDTH) return line
  const at = line.lastIndexOf(' ', WIDTH)
  return `${line.slice(0, at)}\n${wrapped(' '.repeat(COLUMN) + line.slice(at + 1))}`
}

t.test('docs/options.md has the help', (t) => {
  const text = readFileSync(DOCUMENT, 'utf8')
  const [before, rest = ''] = text.split(BEGIN)
  const [help, after] = rest.split(END)
  const expected = helpText().split('\n').map(wrapped).join('\n')
  // tap --snapshot test/terminal/options-document.test.ts brings the document up to date
  if (t.writeSnapshot) writeFileSync(DOCUMENT, `${before}${BEGIN}${expected}${END}${after}`)
  else t.equal(help, expected)
  t.end()
})
