import { createRequire } from 'node:module'
import t from 'tap'
import * as library from '../../src/index.ts'
import { DIST } from '../fixtures/built.ts'
import { built } from './built.ts'

t.test('both module systems get all exports', async (t) => {
  const names = Object.keys(library).sort()
  t.same(Object.keys(built).sort(), names)
  t.same(Object.keys(createRequire(import.meta.url)(`${DIST}/index.cjs`) as object).sort(), names)
})

t.test('the published controllers sign the requests of a cluster', async (t) => {
  const cluster = await built.startCluster({ controllers: ['-*'] })
  t.teardown(() => cluster.close())
  const controllers = await built.startControllers({ kubeconfig: cluster.kubeconfig() })
  t.equal(controllers.server, cluster.url)
  t.match((await cluster.issue({ commonName: 'jane' })).certificate, /BEGIN CERTIFICATE/)
  await controllers.close()
})
