import t from 'tap'
import { killClusters } from './kill-clusters.ts'

void t.test('what clusters of a host have acknowledged outlives its kill', async (t) => {
  const { acknowledged, changes, problems } = await killClusters({
    kills: 3,
    seed: 22,
    longestMs: 600,
  })
  t.same(problems, [])
  t.ok(acknowledged > 0)
  t.ok(changes > 0)
})
