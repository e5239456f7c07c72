/** The library as it is published. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const BUILT = new URL('../../dist/index.js', import.meta.url)
if (!existsSync(fileURLToPath(BUILT)))
  throw new Error('these tests run what is built: npm run build')

export const { startCluster } = (await import(BUILT.href)) as typeof import('../../src/index.ts')
