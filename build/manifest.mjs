/**
 * Makes the package.json that is packed: without `prepare`, which builds a checkout after `npm ci` and is
 * nothing to those who install the package. npm packs the file that it finds, so `prepack` strips it
 * (`strip`) and `postpack` puts the whole one back (`restore`).
 */
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

const MANIFEST = new URL('../package.json', import.meta.url)
/** Takes the place of package.json at once: programs that run meanwhile read it. */
const STRIPPED = new URL('../node_modules/.package.stripped.json', import.meta.url)
/** The whole file, for as long as the stripped one is in its place. */
const WHOLE = new URL('../node_modules/.package.whole.json', import.meta.url)

const restore = () => {
  // absent unless a pack is under way, or was interrupted
  if (!existsSync(WHOLE)) return
  renameSync(WHOLE, MANIFEST)
}

const strip = () => {
  restore()
  copyFileSync(MANIFEST, WHOLE)
  const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8'))
  delete manifest.scripts.prepare
  writeFileSync(STRIPPED, `${JSON.stringify(manifest, null, 2)}\n`)
  renameSync(STRIPPED, MANIFEST)
}

if (process.argv[2] === 'strip') strip()
else restore()
