/** Lets Node run TypeScript in the tests. */
import { fileURLToPath } from 'node:url'
import { sourceOf } from './mutant.mjs'
import { strip } from './strip.mjs'

const isOurs = (name) => name.endsWith('.ts')

/** Our own imports say where the file is, and there is nothing to look for. */
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
