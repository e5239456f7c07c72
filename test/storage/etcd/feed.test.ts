/** Follows a fake etcd, with mock timers. */
import { mock } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { etcdFeed } from '../../../src/storage/etcd/feed.ts'

t.test(
  'progress is requested while reach() waits; if a server is silent, the next one is used',
  async (t) => {
    const { timers } = mock
    timers.enable({ apis: ['setInterval', 'setTimeout'] })
    t.teardown(() => timers.reset())
    const calls: string[] = []
    const done = () => calls.splice(0).join(' ')
    let respond: (response: object) => void
    const connection = {
      server: 'a',
      turnToNext: () => calls.push('next'),
      watch: (onResponse: typeof respond) => {
        respond = onResponse
        const send = (request: object) => calls.push(...Object.keys(request))
        return { send, end: () => calls.push('end') }
      },
    }
    const feed = etcdFeed({ connection, changed: () => undefined } as never, 1)
    const report = (revision: number) => respond({ events: [], header: { revision } })
    feed.start()
    respond!({ created: true })
    const reached = feed.reach(3)
    timers.tick(5)
    report(2)
    timers.tick(50)
    report(3)
    await reached
    timers.tick(50)
    t.equal(done(), 'create_request progress_request progress_request')

    timers.tick(6000)
    t.equal(done(), 'progress_request progress_request end')
    await setImmediate()
    const following = feed.following()
    timers.tick(100)
    await setImmediate()
    t.equal(done(), 'next create_request')
    t.equal(feed.failure, undefined)
    timers.tick(4900)
    await t.rejects(following, { message: 'a: no answer in 6 s' })
    await t.rejects(feed.following())
    respond!({ created: true })
    await feed.following()
    t.equal(feed.failure, undefined)
    feed.stop()
  },
)
