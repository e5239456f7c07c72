import t from 'tap'
import { openEtcdStore } from '../../../src/storage/etcd.ts'
import type { Values } from '../../../src/storage/values.ts'
import { startEtcd, withoutEtcd } from '../../fixtures/etcd.ts'
import { type MakeStore, testStore, VALUES } from '../conformance.ts'
import { testAgainstModel } from '../model.ts'
import { rebased } from './rebased.ts'

t.test('the store in etcd passes the tests of all stores', { skip: withoutEtcd }, async (t) => {
  const [member] = await startEtcd(t, { options: ['--max-request-bytes', '10000000'] })
  let count = 0
  /** Chooses a new prefix, and returns a function that opens the store under this prefix. */
  const opener = (): MakeStore => {
    const prefix = `/test-${++count}`
    let base: number | undefined
    const values: Values = {
      ...VALUES,
      shown: (bare, revision) => VALUES.shown(bare, revision - (base ?? 0)),
    }
    return async (_, options) => {
      const store = await openEtcdStore({ servers: [member!.url], prefix, values, ...options })
      base ??= store.revision - 1
      return rebased(store, base)
    }
  }

  testStore(t, 'etcd', (t, options) => opener()(t, options), { isShared: true })

  t.test('random writes, reads and restarts agree with the model', async (t) => {
    let open = opener()
    const openNew: MakeStore = (t, options) => {
      open = opener()
      return open(t, options)
    }
    await testAgainstModel(t, openNew, {
      numRuns: 8,
      oneByOne: true,
      reopen: async (store) => {
        await store.close()
        return open(t, { recentLimit: 1 + (store.revision % 12), historyLimit: 1000 })
      },
    })
  })
})
