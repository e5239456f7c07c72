/** Refuses to publish while package.json lacks the owner's settings: docs/release.md. */
import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const missing = ['repository', 'homepage', 'bugs'].filter((name) => manifest[name] === undefined)

if (missing.length > 0) {
  console.error(
    `csrlab: package.json lacks ${missing.join(', ')}; docs/release.md has the commands that fill them in.`,
  )
  process.exitCode = 1
}
