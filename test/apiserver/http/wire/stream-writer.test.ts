import type { ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { streamWriter } from '../../../../src/apiserver/http/wire/stream-writer.ts'
import { arrival } from '../../../fixtures/waits.ts'

const pair = () => {
  // makes the stream look like a response on its own connection
  const stream = new PassThrough({ highWaterMark: 4 })
  Object.assign(stream, { req: { socket: stream } })
  return { stream, writer: streamWriter(stream as unknown as ServerResponse) }
}

t.test('a writer reports when its client falls behind, and when it has caught up', async (t) => {
  const { stream, writer } = pair()
  t.ok(writer.write(Buffer.from('a')))
  t.notOk(writer.write(Buffer.from('bcdefgh')))
  const drained = writer.drained()
  stream.resume()
  await drained
  t.equal(stream.listenerCount('close'), new PassThrough().listenerCount('close'))
})

t.test('cut() destroys the stream and resolves drained()', async (t) => {
  const { stream, writer } = pair()
  writer.write(Buffer.from('abcdefgh'))
  const drained = writer.drained()
  writer.cut()
  await drained
  t.ok(stream.destroyed)
  t.ok(writer.write(Buffer.from('x')), 'nothing to wait for')
  writer.end()
})

t.test('the end of a stream sends pending writes', async (t) => {
  const { stream, writer } = pair()
  writer.write(Buffer.from('abc'))
  writer.end()
  writer.end()
  stream.setEncoding('utf8')
  t.equal((await arrival(stream, 'data'))[0], 'abc')
})
