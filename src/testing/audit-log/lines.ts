/** Reads a file that grows by whole lines, from a place in it on. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** How much is read at a time; a line that is longer is read whole all the same. */
const PIECE_BYTES = 1 << 20
const NEWLINE = 10

export interface Lines {
  /** what ends in a newline; '' where there is nothing yet */
  readonly text: string
  /** where what follows begins, in bytes */
  readonly next: number
}

/**
 * `from`: in bytes, where a line begins. A `from` behind the end of the file gives nothing. Throws
 * the system's error.
 */
export const linesFrom = (path: string, from: number): Lines => {
  const file = openSync(path, 'r')
  try {
    const left = fstatSync(file).size - from
    for (let length = PIECE_BYTES; ; length *= 2) {
      const piece = Buffer.alloc(Math.max(Math.min(length, left), 0))
      const read = piece.subarray(0, readSync(file, piece, 0, piece.length, from))
      const end = read.lastIndexOf(NEWLINE) + 1
      if (end > 0 || length >= left)
        return { text: read.subarray(0, end).toString(), next: from + end }
    }
  } finally {
    closeSync(file)
  }
}
