/** The documents show exactly the recipes that are run. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { documentText } from '../cli/documents.ts'
import { RECIPES } from './recipes.ts'

const RECIPE = /^<!-- recipe: (\S+) -->\n\n```\w+\n([^]*?)^```$/gm

const DOCUMENTS = ['docs/test-recipes.md', 'docs/controllers.md']

t.test('each recipe is a file, is shown in a document, and is run', (t) => {
  const files = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(import.meta.dirname, name)).map((file) => `${name}/${file}`),
    )
  t.same(RECIPES.map(({ file }) => file).sort(), files.sort())
  const shown = new Map(
    DOCUMENTS.flatMap((document) =>
      Array.from(documentText(document).matchAll(RECIPE), ([, file = '', text]) => [file, text]),
    ),
  )
  t.same([...shown.keys()].sort(), files)
  for (const [file, text] of shown)
    t.equal(text, readFileSync(join(import.meta.dirname, file), 'utf8'), file)
  t.end()
})
