import t from 'tap'
import { kill } from './kill.ts'

void t.test('a server that is killed under load loses nothing', async (t) => {
  const { acknowledged, resumed, problems } = await kill({ kills: 2, seed: 1, longestMs: 800 })
  t.same(problems, [])
  t.ok(acknowledged > 0)
  t.equal(resumed, 2)
})
