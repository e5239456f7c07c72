import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { sharedCapacity } from '../../../../src/apiserver/http/limits/shared-capacity.ts'

t.test(
  'a fixed number of tasks run at once, and the others follow in order, even if some fail',
  async (t) => {
    const lane = sharedCapacity(2)
    const begun: number[] = []
    const ends: ((fail?: Error) => void)[] = []
    const settled = () => new Promise(setImmediate)
    const all = Array.from({ length: 5 }, (_, i) =>
      lane.through(
        '',
        () =>
          new Promise<number>((resolve, reject) => {
            begun.push(i)
            ends[i] = (fail) => (fail === undefined ? resolve(i) : reject(fail))
          }),
      ),
    )
    await settled()
    t.same(begun, [0, 1])
    const failed = t.rejects(all[1]!, { message: 'broken' })
    ends[1]!(new Error('broken'))
    await failed
    await settled()
    t.same(begun, [0, 1, 2])
    ends[0]!()
    t.equal(await all[0], 0)
    await settled()
    t.same(begun, [0, 1, 2, 3])
    ends[2]!()
    ends[3]!()
    await Promise.all([all[2], all[3]])
    ends[4]!()
    t.equal(await all[4], 4)
    t.equal(await lane.through('', () => Promise.resolve(5)), 5, 'the capacity is free again')
    t.equal(lane.taken(), 0)
  },
)

t.test(
  "capacities have V8's fast properties, which need less memory than a dictionary",
  async (t) => {
    setFlagsFromString('--allow-natives-syntax')
    const isCompact = runInNewContext('(object) => %HasFastProperties(object)')
    sharedCapacity(1)
    t.ok(isCompact(sharedCapacity(1)))
  },
)
