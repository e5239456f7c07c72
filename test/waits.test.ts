/** `fixtures/waits.ts`: waits time out, and name what they waited for. */
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { arrival, ending } from './fixtures/waits.ts'

t.test(
  'arrival() resolves with the event, and rejects if the emitter ends or fails without it',
  async (t) => {
    const said = new EventEmitter()
    const heard = arrival(said, 'word')
    said.emit('word', 1, 2)
    said.emit('close')
    t.same(await heard, [1, 2])
    t.same(said.eventNames(), [])

    for (const end of ['end', 'close', 'exit']) {
      const silent = new EventEmitter()
      const waited = arrival(silent, 'word')
      silent.emit(end)
      await t.rejects(waited, { message: `EventEmitter: '${end}' and no 'word'` })
    }
    const failing = new EventEmitter()
    const waited = arrival(failing, 'word')
    failing.emit('error', new Error('broken'))
    await t.rejects(waited, { message: 'broken' })
  },
)

t.test(
  'ending() resolves with or without an error, even if the end has already happened',
  async (t) => {
    const stream = new PassThrough()
    const end = ending(stream)
    stream.destroy(new Error('cut'))
    t.same(await end, [])
    t.same(await ending(stream), [])
    const child = fork('-e', [], { execPath: '/bin/false', silent: true })
    t.same(await ending(child, 'exit'), [1, null])
    t.same(await ending(child, 'exit'), [])
  },
)
