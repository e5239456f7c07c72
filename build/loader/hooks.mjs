/**
 * Lets Node run TypeScript in the tests. The sources are erasable, so that taking the types away is all there is to do, and esbuild does
 * that fifty times as fast as the compiler, for each of the two hundred processes of the tests anew.
 *
 * CSRLAB_MUTANT changes one file on its way (`test/mutation/run.ts`): JSON of its path, and the span that is replaced by a text.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'

const mutant = process.env.CSRLAB_MUTANT && JSON.parse(process.env.CSRLAB_MUTANT)

const sourceOf = async (path) => {
  const source = await readFile(path, 'utf8')
  if (mutant?.path !== path) return source
  return source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end)
}

export const load = async (url, context, next) => {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context)
  const path = fileURLToPath(url)
  const { code } = await transform(await sourceOf(path), {
    loader: 'ts',
    format: 'esm',
    target: 'node20.19',
    sourcefile: path,
    sourcemap: 'inline',
    sourcesContent: false,
  })
  return { format: 'module', source: code, shortCircuit: true }
}
