import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Cluster, ClusterOptions } from '../../src/index.ts'
import { DIST } from '../fixtures/built.ts'
import type { Teardown } from '../fixtures/server.ts'

const BUILT = pathToFileURL(join(DIST, 'index.js')).href

export const built = (await import(BUILT)) as typeof import('../../src/index.ts')
export const { startCluster } = built

export const started = async (t: Teardown, options?: ClusterOptions): Promise<Cluster> => {
  const cluster = await startCluster(options)
  t.teardown(() => cluster.close())
  return cluster
}
