import t from 'tap'
import { YamlQueue } from '../../../src/http/body/yaml-queue.ts'

/** A queue, the names of the tasks that have begun, and what ends the one that runs. */
const queued = () => {
  const queue = new YamlQueue()
  const begun: string[] = []
  let end = (): void => undefined
  return {
    begun,
    run: (user: string, bytes: number, signal = new AbortController().signal) =>
      queue.run({ user: { name: user }, signal }, bytes, () => {
        begun.push(`${user} ${bytes}`)
        return new Promise<void>((resolve) => (end = resolve))
      }),
    /** Ends one task after the other until none is left. */
    drain: async () => {
      for (let before = -1; before < begun.length;) {
        before = begun.length
        end()
        await new Promise(setImmediate)
      }
    },
  }
}

t.test('users share the bytes, each in the order of its documents', async (t) => {
  const { begun, run, drain } = queued()
  const all = [
    run('ann', 100),
    run('ann', 100),
    run('bob', 120),
    run('bob', 10),
    ...Array.from({ length: 12 }, () => run('carol', 20)),
  ]
  t.strictSame(begun, ['ann 100'])
  await drain()
  await Promise.all(all)
  t.strictSame(begun, [
    'ann 100',
    ...Array.from({ length: 4 }, () => 'carol 20'),
    'ann 100',
    'carol 20',
    'bob 120',
    'carol 20',
    'bob 10',
    ...Array.from({ length: 6 }, () => 'carol 20'),
  ])
})

t.test('small documents without end do not keep a large one away', async (t) => {
  const { begun, run, drain } = queued()
  const small = async (rest: number): Promise<void> => {
    await run('ann', 10)
    if (rest > 0) await small(rest - 1)
  }
  const all = [small(100), small(100), run('bob', 95)]
  await drain()
  await Promise.all(all)
  t.equal(begun.indexOf('bob 95'), 10)
})

t.test('a document whose client has gone leaves the queue', async (t) => {
  const { begun, run, drain } = queued()
  const gone = new AbortController()
  const first = run('ann', 10, gone.signal)
  const second = run('ann', 10, gone.signal)
  const third = run('bob', 10)
  gone.abort(new Error('gone'))
  await t.rejects(second, { message: 'gone' })
  await t.rejects(run('ann', 10, gone.signal), { message: 'gone' })
  await drain()
  await Promise.all([first, third])
  t.strictSame(begun, ['ann 10', 'bob 10'])
})

t.test('a task that fails lets the next one begin', async (t) => {
  const queue = new YamlQueue()
  const caller = { user: { name: 'ann' }, signal: new AbortController().signal }
  const failing = queue.run(caller, 1, () => Promise.reject(new Error('broken')))
  const next = queue.run(caller, 1, () => Promise.resolve('read'))
  await t.rejects(failing, { message: 'broken' })
  t.equal(await next, 'read')
})
