/**
 * SQLite's write-ahead log, looked at before SQLite reads it (https://sqlite.org/fileformat2.html, section 4). SQLite takes what comes
 * up to the first frame whose checksum is wrong, and drops the rest without a word: right for the transaction that a power cut tore,
 * which nobody was told of, and wrong for those that were acknowledged before the file was damaged.
 */
import { readFileSync } from 'node:fs'

const HEADER = 32
const FRAME_HEADER = 24
const MIN_PAGE = 512
const MAX_PAGE = 65536
const MAGIC_LITTLE_ENDIAN = 0x377f0682
const MAGIC_BIG_ENDIAN = 0x377f0683

interface Wal {
  readonly bytes: Buffer
  readonly pageSize: number
  readonly littleEndian: boolean
}

/** The running checksum after some more bytes, whose number is a multiple of eight. */
const checksum = (
  { littleEndian }: Wal,
  [first, second]: readonly [number, number],
  bytes: Buffer,
): readonly [number, number] => {
  let [s0, s1] = [first, second]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at < bytes.length; at += 8) {
    s0 = (s0 + view.getUint32(at, littleEndian) + s1) >>> 0
    s1 = (s1 + view.getUint32(at + 4, littleEndian) + s0) >>> 0
  }
  return [s0, s1]
}

/** The log's form; undefined for a file that does not begin as one. Its header is one sector, so no power cut tears it. */
const walOf = (bytes: Buffer): Wal | undefined => {
  const magic = bytes.readUInt32BE(0)
  if (magic !== MAGIC_LITTLE_ENDIAN && magic !== MAGIC_BIG_ENDIAN) return undefined
  const pageSize = bytes.readUInt32BE(8)
  const isPageSize =
    pageSize >= MIN_PAGE && pageSize <= MAX_PAGE && Number.isInteger(Math.log2(pageSize))
  return isPageSize ? { bytes, pageSize, littleEndian: magic === MAGIC_LITTLE_ENDIAN } : undefined
}

/** How many transactions of this log end behind its first bad frame, the one that is bad itself included. */
const commitsBehindDamage = (wal: Wal): number => {
  const { bytes, pageSize } = wal
  const salts = bytes.subarray(16, 24)
  let sums = checksum(wal, [0, 0], bytes.subarray(0, 24))
  let sound = sums[0] === bytes.readUInt32BE(24) && sums[1] === bytes.readUInt32BE(28)
  let commits = 0
  const size = FRAME_HEADER + pageSize
  for (let at = HEADER; at + size <= bytes.length; at += size) {
    const frame = bytes.subarray(at, at + size)
    const isOfThisLog = frame.subarray(8, 16).equals(salts)
    if (sound) {
      sums = checksum(wal, sums, frame.subarray(0, 8))
      sums = checksum(wal, sums, frame.subarray(FRAME_HEADER))
      const isSound = sums[0] === frame.readUInt32BE(16) && sums[1] === frame.readUInt32BE(20)
      sound = isOfThisLog && isSound
    }
    // the size of the database stands in the last frame of a transaction only
    if (!sound && isOfThisLog && frame.readUInt32BE(4) > 0) commits++
  }
  return commits
}

const readIfThere = (path: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

/**
 * Whether the write-ahead log at `path` was damaged after transactions in it were durable. Each is synced before the next is written,
 * so a power cut can spoil the last one only; where two or more end behind the first bad frame, SQLite would lose acknowledged writes.
 * What was cut off at the end cannot be seen. False for a file that is not there. Throws what reading a file throws.
 */
export const isWalDamaged = (path: string): boolean => {
  const bytes = readIfThere(path)
  // the log of a start that got no further holds nothing
  if (bytes.length < HEADER + FRAME_HEADER + MIN_PAGE) return false
  const wal = walOf(bytes)
  const isDamaged = wal === undefined || commitsBehindDamage(wal) > 1
  // a process that has it open may just be writing it: that it is locked is found out later
  return isDamaged && readIfThere(path).equals(bytes)
}
