/**
 * Prepares package.json for `npm publish`: removes the script `prepare`, which only a checkout
 * needs. npm reports `prepare` as an install script if the tarball is installed from a file. Exits
 * with 1 while `repository`, `homepage` or `bugs` is missing (docs/release.md).
 */
import { readFileSync, writeFileSync } from 'node:fs'

const MANIFEST = new URL('../package.json', import.meta.url)
const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8'))
const missing = ['repository', 'homepage', 'bugs'].filter((name) => manifest[name] === undefined)

if (missing.length > 0) {
  console.error(
    `csrlab: package.json lacks ${missing.join(', ')}; docs/release.md has the commands that fill them in.`,
  )
  process.exitCode = 1
} else {
  delete manifest.scripts.prepare
  writeFileSync(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`)
  console.error('csrlab: removed `prepare` from package.json; restore it after publishing.')
}
