/**
 * Strips types from sources. Results are cached by content, since each test process reads hundreds
 * of files.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { threadId } from 'node:worker_threads'

const KEPT = fileURLToPath(new URL('../../node_modules/.cache/csrlab', import.meta.url))
mkdirSync(KEPT, { recursive: true })

const OPTIONS = {
  loader: 'ts',
  format: 'esm',
  target: 'node20.19',
  sourcemap: 'inline',
  sourcesContent: false,
}

const { version } = createRequire(import.meta.url)('esbuild/package.json')

const placeOf = (path, source) => {
  const all = JSON.stringify([version, OPTIONS, path, source])
  return join(KEPT, createHash('sha256').update(all).digest('hex'))
}

const read = (place) => {
  try {
    return readFileSync(place)
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

export const strip = async (path, source) => {
  const place = placeOf(path, source)
  const kept = read(place)
  if (kept !== undefined) return kept
  const { transform } = await import('esbuild')
  const { code } = await transform(source, { ...OPTIONS, sourcefile: path })
  // the file gets its final name once complete, since other processes may read it
  const beside = `${place}.${process.pid}.${threadId}`
  writeFileSync(beside, code)
  renameSync(beside, place)
  return code
}
