import { constants, gunzipSync } from 'node:zlib'
import t from 'tap'
import { joinedWriter, packedWriter } from '../../../../src/apiserver/http/answer/flushed-writer.ts'

/** A connection that records writes, with or without backpressure. */
const connection = () => {
  const written: Buffer[] = []
  const state = { fits: true, ended: false }
  return {
    written,
    state,
    write: (chunk: Buffer) => {
      written.push(chunk)
      return state.fits
    },
    drained: () => Promise.resolve(),
    cut: () => undefined,
    disconnect: () => void (state.ended = true),
    end: () => void (state.ended = true),
  }
}

const [one, two, three] = ['one', 'two', 'three'].map((text) => Buffer.from(text))

t.test('writes are sent with the next flush, as one piece', async (t) => {
  const [a, b] = [connection(), connection()]
  for (const each of [a, b]) {
    const writer = joinedWriter(each)
    t.equal(writer.write(one!), true)
    t.equal(writer.write(two!), true)
    t.equal(each.written.length, 0)
    t.equal(writer.flush(), true)
    t.same(each.written, [Buffer.from('onetwo')])
    t.equal(writer.flush(), true)
    t.equal(each.written.length, 1, 'there was nothing to flush')
  }
  t.equal(a.written[0], b.written[0], 'both connections get the same buffer')
  const other = connection()
  const writer = joinedWriter(other)
  writer.write(one!)
  writer.write(three!)
  writer.end()
  t.same(other.written, [Buffer.from('onethree')])
  t.ok(other.state.ended)
  const alone = connection()
  const single = joinedWriter(alone)
  single.write(one!)
  single.flush()
  t.equal(alone.written[0], one, 'a single write is sent without a copy')
})

t.test('large writes are not buffered, and a slow connection is reported', async (t) => {
  const to = connection()
  const writer = joinedWriter(to)
  const large = Buffer.alloc(64 * 1024)
  to.state.fits = false
  t.equal(writer.write(one!), true)
  t.equal(writer.write(large), false)
  t.strictSame(to.written, [one, large])
  t.equal(writer.write(one!), true)
  t.equal(writer.write(Buffer.alloc(65_535)), false, 'this chunk does not fit, so `one` is sent')
  t.equal(to.written.length, 3)
  t.equal(writer.flush(), false)
})

t.test('buffered data is sent before the connection is closed', async (t) => {
  const each = connection()
  const writer = joinedWriter(each)
  writer.write(one!)
  writer.disconnect()
  t.same(each.written, [one])
  t.equal(each.state.ended, true)
})

t.test('with compression, each flush is a gzip member', async (t) => {
  const to = connection()
  const writer = packedWriter(to)
  writer.write(one!)
  writer.write(two!)
  t.equal(to.written.length, 0, 'nothing is sent before the flush')
  t.ok(writer.flush())
  t.equal(gunzipSync(to.written[0]!).toString(), 'onetwo')
  const withoutEnd = to.written[0]!.subarray(0, -10)
  const early = gunzipSync(withoutEnd, { finishFlush: constants.Z_SYNC_FLUSH })
  t.equal(early.toString(), 'onetwo', 'the data can be read before the gzip member ends')
  writer.write(three!)
  writer.end()
  t.equal(gunzipSync(Buffer.concat(to.written)).toString(), 'onetwothree', 'all members')
  t.ok(to.state.ended)
})
