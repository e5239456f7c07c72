import t from 'tap'
import { killWorlds } from './kill-worlds.ts'

void t.test('a server that is killed while it brings back a world has one of them', async (t) => {
  const { acknowledged, unanswered, problems } = await killWorlds({
    kills: 4,
    seed: 18,
    longestMs: 300,
  })
  t.same(problems, [])
  t.ok(acknowledged > 0)
  t.ok(unanswered > 0)
})
