/** Build step: compiles YAML files to JSON, which loads faster. */
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { RELEASES_FILE } from '../src/apimachinery/release/known-releases.ts'
import { compiledUrl, readYamlSource } from '../src/apimachinery/text/compiled-yaml.ts'
import { POLICY_FILES } from '../src/apiserver/authz/default-policy/policy-data.ts'
import { COMMANDS_FILE } from '../src/cli/commands/index.ts'
import { RIGHTS_FILE } from '../src/controllers/rights.ts'
import { OPENAPI } from '../src/server/openapi.ts'
import { WORD_FILES } from '../src/teaching/words/words.ts'
import { DIST } from './dist.ts'

for (const file of [
  OPENAPI,
  COMMANDS_FILE,
  RELEASES_FILE,
  RIGHTS_FILE,
  ...POLICY_FILES,
  ...Object.values(WORD_FILES),
])
  writeFileSync(
    new URL(basename(compiledUrl(file).pathname), DIST),
    JSON.stringify(readYamlSource(file)),
  )
