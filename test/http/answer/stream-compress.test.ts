import { constants, gunzipSync } from 'node:zlib'
import t from 'tap'
import { packedWriter } from '../../../src/http/answer/stream-compress.ts'
import type { StreamWriter } from '../../../src/http/call.ts'

/** What is sent, and how the client keeps up. */
const connection = () => {
  const sent: Buffer[] = []
  let ended = false
  const writer: StreamWriter = {
    write: (chunk) => sent.push(chunk) < 2,
    drained: async () => undefined,
    end: () => (ended = true),
    cut: () => undefined,
    disconnect: () => undefined,
  }
  return { sent, writer, hasEnded: () => ended }
}

t.test('each flush is a member of its own', async (t) => {
  const { sent, writer, hasEnded } = connection()
  const packed = packedWriter(writer)
  t.ok(packed.write(Buffer.from('a')))
  t.ok(packed.write(Buffer.from('b')))
  t.equal(sent.length, 0, 'nothing leaves before')
  t.ok(packed.flush())
  t.equal(gunzipSync(sent[0]!).toString(), 'ab')
  const withoutEnd = sent[0]!.subarray(0, -10)
  t.equal(
    gunzipSync(withoutEnd, { finishFlush: constants.Z_SYNC_FLUSH }).toString(),
    'ab',
    'the data is whole before the member is',
  )
  t.ok(packed.flush(), 'nothing to send')
  packed.write(Buffer.from('c'))
  packed.end()
  t.equal(gunzipSync(sent[1]!).toString(), 'c')
  t.equal(gunzipSync(Buffer.concat(sent)).toString(), 'abc', 'together they are one stream')
  t.ok(hasEnded())
})

t.test('much is sent in parts, and a slow client is told of', async (t) => {
  const { sent, writer } = connection()
  const packed = packedWriter(writer)
  const chunk = Buffer.alloc(100 * 1024, 'x')
  const kept = Array.from({ length: 6 }, () => packed.write(chunk))
  t.equal(sent.length, 2)
  t.strictSame(kept, [true, true, true, true, true, false])
})
