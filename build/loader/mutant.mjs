/**
 * The text of a source. CSRLAB_MUTANT changes one of them on its way (`test/mutation/run.ts`): JSON of its path, and the span that is replaced
 * by a text.
 */
import { readFileSync } from 'node:fs'

const mutant = process.env.CSRLAB_MUTANT && JSON.parse(process.env.CSRLAB_MUTANT)

/** @param {string} path an absolute path */
export const sourceOf = (path) => {
  const source = readFileSync(path, 'utf8')
  if (mutant?.path !== path) return source
  return source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end)
}
