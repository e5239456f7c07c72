/** Lets Node run TypeScript. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { strip } from './strip.mjs'

/** A mutant (`tools/mutate`): the path of a source, the replaced span, and the replacement. */
const mutant = process.env.CSRLAB_MUTANT && JSON.parse(process.env.CSRLAB_MUTANT)

const sourceOf = (path) => {
  const source = readFileSync(path, 'utf8')
  if (mutant?.path !== path) return source
  return source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end)
}

const isOurs = (name) => name.endsWith('.ts')

/** Resolves relative imports, which name their file in full. */
export const resolve = (specifier, context, next) => {
  const { parentURL } = context
  if (!/^\.\.?\//.test(specifier) || !isOurs(specifier) || !parentURL?.startsWith('file:'))
    return next(specifier, context)
  return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true }
}

export const load = async (url, context, next) => {
  if (!url.startsWith('file:') || !isOurs(url)) return next(url, context)
  const path = fileURLToPath(url)
  return { format: 'module', source: await strip(path, sourceOf(path)), shortCircuit: true }
}
