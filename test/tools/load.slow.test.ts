import t from 'tap'
import { load, PHASES } from '../../tools/load.ts'

const SMALL = {
  connections: 40,
  requestsEach: 3,
  watchers: 40,
  slow: 20,
  senders: 10,
  patience: 10,
  handshakes: 4300,
  bodies: 8,
  approvals: 40,
  flood: 20,
  floodSeconds: 0.3,
  only: 'pipelines',
  // more than usual: the server has just started, so V8 has not optimized its code
  patienceMs: 250,
  unread: 60,
  unreadSeconds: 1,
  unreadBytes: 512 * 1024 * 1024,
}

void t.test(
  'in each load phase, probes and other clients are served, and memory is bounded',
  async (t) => {
    const phases = await load(SMALL)
    t.same(
      phases.map(({ name }) => name),
      Object.keys(PHASES),
    )
    for (const { name, problems, failedProbes, peak } of phases) {
      t.same(problems, [], name)
      t.equal(failedProbes, 0, name)
      t.ok(peak < 1024 * 1024 * 1024, `${name}: ${peak} bytes`)
    }
  },
)
