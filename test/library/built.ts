/** The library as it is published. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DIST } from '../fixtures/built.ts'

const BUILT = pathToFileURL(join(DIST, 'index.js')).href

export const built = (await import(BUILT)) as typeof import('../../src/index.ts')
export const { startCluster } = built
