import t from 'tap'
import { killClusters } from '../../tools/kill/host.ts'
import { killServer } from '../../tools/kill/server.ts'

void t.test('a server killed under load loses no acknowledged write', async (t) => {
  const options = { kills: 2, seed: 1, longestMs: 800 }
  const { acknowledged, resumed, problems } = await killServer(options)
  t.same(problems, [])
  t.ok(acknowledged > 0)
  t.equal(resumed, 2)
})

void t.test('acknowledged writes of hosted clusters survive a kill', async (t) => {
  const options = { kills: 3, seed: 22, longestMs: 600 }
  const { acknowledged, changes, problems } = await killClusters(options)
  t.same(problems, [])
  t.ok(acknowledged > 0)
  t.ok(changes > 0)
})
