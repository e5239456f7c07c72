import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { inPieces } from '../../../../src/apiserver/http/answer/pieces.ts'

const PIECE = 512 * 1024

t.test('the pieces add up to the body without copies, and at most one is read ahead', async (t) => {
  const body = Buffer.alloc(4 * PIECE + 5, 'abcdefghijk')
  let turns = 0
  const turn = async () => {
    turns += 1
  }
  const stream = inPieces(body, turn)
  const pieces: Buffer[] = []
  for await (const piece of stream) {
    pieces.push(piece as Buffer)
    t.ok(stream.readableLength <= PIECE)
  }
  t.strictSame(
    pieces.map(({ length }) => length),
    [PIECE, PIECE, PIECE, PIECE, 5],
  )
  t.ok(Buffer.concat(pieces).equals(body))
  t.equal(pieces[1]?.buffer, body.buffer)
  t.equal(turns, 5, 'each piece waits for a turn')
})

t.test('no piece is sent before its turn, or after the client has disconnected', async (t) => {
  let begin: () => void = () => t.fail('no piece waits for its turn')
  const stream = inPieces(
    Buffer.alloc(2 * PIECE),
    () => new Promise((resolve) => (begin = resolve)),
  )
  stream.on('data', () => t.fail('a piece was sent too early, or after the disconnect'))
  await setImmediate()
  stream.destroy()
  begin()
  await setImmediate()
})
