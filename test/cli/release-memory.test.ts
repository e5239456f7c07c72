import t from 'tap'
import { releaseMemory } from '../../src/cli/serve/release-memory.ts'

t.test('unused memory is collected', async (t) => {
  const unused = new WeakRef({})
  await releaseMemory()
  t.equal(unused.deref(), undefined)
})
