/**
 * Sends a large body in pieces, since Node blocks the event loop while it copies and encrypts the
 * data of a write.
 */
import { Readable } from 'node:stream'

export const PIECE_BYTES = 512 * 1024

/** Streams the body. Before each piece, awaits `turn()`, which must not reject. */
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
