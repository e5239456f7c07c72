import t from 'tap'
import { openStore } from '../../src/store/sqlite.ts'
import { type MakeStore, testStore } from './conformance.ts'
import { testAgainstModel } from './model.ts'

const makeStore: MakeStore = (_, options) => openStore({ path: ':memory:', ...options })

testStore(t, 'memory', makeStore)

for (const seed of [1, 2, 3, 4]) {
  void t.test(`memory: random writes and reads agree with the model, seed ${seed}`, async (t) => {
    await testAgainstModel(t, makeStore, { seed, steps: 200 })
  })
}
