/** Runs the check of `npm run tool -- replicas` for 20 seconds. */
import t from 'tap'
import { withoutFleet } from '../../../tools/replicas/fleet.ts'
import { kills } from '../../../tools/replicas/kills.ts'

t.test(
  'no acknowledged write is lost when one of two replicas is killed repeatedly',
  { skip: withoutFleet },
  async (t) => {
    const result = await kills(t, { ms: 20_000, everyMs: 5000, seed: 22 })
    t.comment(JSON.stringify(result))
    t.same(result.problems, [], 'no acknowledged write is lost, no watch misses anything')
    t.ok(result.kills > 0)
    t.ok(result.acknowledged > 100, 'many writes were acknowledged')
    t.ok(result.resumed > 0, 'watches were resumed')
  },
)
