import t from 'tap'
import { inPieces, isSentInPieces } from '../../../src/http/answer/pieces.ts'

const MIB = 1024 * 1024

void t.test('ordinary answers leave at once', (t) => {
  t.notOk(isSentInPieces(Buffer.alloc(MIB)))
  t.ok(isSentInPieces(Buffer.alloc(10 * MIB)))
  t.end()
})

void t.test('the pieces are the whole, and none is copied or read ahead', async (t) => {
  const body = Buffer.alloc(4 * MIB + 5, 'abcdefghijk')
  const stream = inPieces(body)
  const pieces: Buffer[] = []
  for await (const piece of stream) {
    pieces.push(piece as Buffer)
    t.ok(stream.readableLength <= MIB)
  }
  t.strictSame(
    pieces.map(({ length }) => length),
    [MIB, MIB, MIB, MIB, 5],
  )
  t.ok(Buffer.concat(pieces).equals(body))
  t.equal(pieces[1]?.buffer, body.buffer)
})
