/** Large bodies leave piece by piece: one write of many megabytes would be copied and encrypted in one go. */
import { Readable } from 'node:stream'

const PIECE_BYTES = 1024 * 1024

/** Bodies from this size on are sent in pieces. */
const THRESHOLD_BYTES = 4 * PIECE_BYTES

export const isSentInPieces = ({ length }: Buffer): boolean => length >= THRESHOLD_BYTES

/** The bytes of `body`, each piece read when the one before has left. */
export const inPieces = (body: Buffer): Readable => {
  let at = 0
  return new Readable({
    highWaterMark: 1,
    read() {
      this.push(at < body.length ? body.subarray(at, (at += PIECE_BYTES)) : null)
    },
  })
}
