/** Large bodies leave piece by piece: one write of many megabytes would be copied and encrypted in one go. */
import { Readable } from 'node:stream'

/** So much is encrypted and sent at a time. */
export const PIECE_BYTES = 512 * 1024

/** Whether a body is sent in pieces. */
export const isSentInPieces = ({ length }: Buffer): boolean => length > PIECE_BYTES

/** The bytes of `body`, each piece read when the one before has left and it is its turn. `turn` must not reject. */
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
