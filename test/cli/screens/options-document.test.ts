import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { SECTIONS } from '../../../src/cli/commands/index.ts'
import { allHelp } from '../../../src/cli/help.ts'

const DOCUMENT = new URL('../../../docs/options.md', import.meta.url)
const { version } = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
) as { version: string }
const BEGIN = '<!-- help -->\n\n```text\n'
const END = '```\n\n<!-- end of help -->'

t.test('docs/options.md contains the help', async (t) => {
  const text = readFileSync(DOCUMENT, 'utf8')
  const [before, rest = ''] = text.split(BEGIN)
  const [help, after] = rest.split(END)
  const expected = `${allHelp(SECTIONS, version).join('\n')}\n`
  // `npx tap --snapshot test/cli/screens/options-document.test.ts` updates the document
  if (t.writeSnapshot) writeFileSync(DOCUMENT, `${before}${BEGIN}${expected}${END}${after}`)
  else t.equal(help, expected)
})
