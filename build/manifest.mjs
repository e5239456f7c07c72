/**
 * Makes the package.json of the package, without `prepare`, which builds a checkout after `npm ci`.
 * npm packs the file as it is, so `prepack` strips it (`strip`) and `postpack` restores it
 * (`restore`).
 */
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

const MANIFEST = new URL('../package.json', import.meta.url)
/** The stripped file, renamed to package.json so that other programs never read half of it. */
const STRIPPED = new URL('../node_modules/.package.stripped.json', import.meta.url)
/** The complete file, while the stripped one is in its place. */
const WHOLE = new URL('../node_modules/.package.whole.json', import.meta.url)

const restore = () => {
  // exists only while npm packs, or after an interruption
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
