/** Sends large bodies in pieces: one write would be copied and encrypted at once. */
import { Readable } from 'node:stream'

export const PIECE_BYTES = 512 * 1024

/** Each piece waits until the previous one has left and `turn` resolves; `turn` must not reject. */
export const inPieces = (body: Buffer, turn: () => Promise<void>): Readable => {
  let at = 0
  return new Readable({
    highWaterMark: 1,
    read() {
      void turn().then(() => {
        if (this.destroyed) return
        this.push(body.subarray(at, (at += PIECE_BYTES)))
        if (at >= body.length) this.push(null)
      })
    },
  })
}
