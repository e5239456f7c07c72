/** `npm run openapi`: writes the generated part of openapi.yaml. */
import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { generate } from './describe/generate.ts'
import { shelf } from './describe/shelf.ts'
import { handWritten, withGenerated } from './describe/text.ts'

const file = new URL('../openapi.yaml', import.meta.url)
const source = readFileSync(file, 'utf8')
const { components } = parse(handWritten(source), { maxAliasCount: -1 })
writeFileSync(file, withGenerated(source, generate(shelf, components)))
