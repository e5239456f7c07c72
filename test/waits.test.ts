/** `fixtures/waits.ts`: waits end, and name what they waited for. */
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { arrival, ending } from './fixtures/waits.ts'

t.test('ended, failed and repeated events do not block a wait', async (t) => {
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
})

t.test('an end counts with or without an error, and after it has happened', async (t) => {
  const stream = new PassThrough()
  const end = ending(stream)
  stream.destroy(new Error('cut'))
  t.same(await end, [])
  t.same(await ending(stream), [])
  const child = fork('-e', [], { execPath: '/bin/false', silent: true })
  t.same(await ending(child, 'exit'), [1, null])
  t.same(await ending(child, 'exit'), [])
})
