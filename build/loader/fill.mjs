/** Takes the types away from all sources at once, so that the tests find what they need. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { strip } from './strip.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const sources = ['src', 'test', 'build'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(ROOT, folder, name)),
)
await Promise.all(sources.map((path) => strip(path, readFileSync(path, 'utf8'))))
