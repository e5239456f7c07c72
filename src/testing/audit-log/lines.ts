import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Maximum number of bytes in one result, unless the first line is longer. */
const PIECE_BYTES = 1 << 20
const NEWLINE = 10

interface AuditLogLines {
  /** complete lines; '' if there are none */
  readonly text: string
  /** offset in bytes of the next line */
  readonly next: number
}

/** Reads complete lines from byte offset `from`. Throws the system's error. */
export const linesFrom = (path: string, from: number): AuditLogLines => {
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
