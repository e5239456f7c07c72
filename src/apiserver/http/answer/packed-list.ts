/**
 * Compresses lists with gzip. The rows are compressed in groups; the deflate data of a group, here
 * called a block, is cached. A block ends at a byte boundary and refers to no earlier data, so
 * blocks can be concatenated (RFC 1951 section 3.2).
 */
import { promisify } from 'node:util'
import { constants, crc32, deflateRaw } from 'node:zlib'
import { ownCopy } from '../../../apimachinery/own-copy.ts'
import type { Row } from '../../../storage/store.ts'
import { joinedCrc, shiftOf } from './crc32.ts'
import { begins, packedBlocks } from './packed-blocks.ts'

export interface ListPieces {
  readonly head: Buffer
  readonly rows: readonly Row[]
  /** number of bytes to leave out at the start of each object */
  readonly skip: number
  readonly end: Buffer
  readonly bytes: number
}

const deflate = promisify(deflateRaw)

interface Block {
  readonly packed: Buffer
  readonly crc: number
  readonly shift: number
  readonly bytes: number
}

/** An uncompressed ("stored") block of at most 65,535 bytes. */
const asItIs = (bytes: Buffer, last = false): Block => {
  const packed = Buffer.alloc(5 + bytes.length)
  packed[0] = last ? 1 : 0
  packed.writeUInt16LE(bytes.length, 1)
  packed.writeUInt16LE(0xffff - bytes.length, 3)
  bytes.copy(packed, 5)
  return { packed, crc: crc32(bytes), shift: shiftOf(bytes.length), bytes: bytes.length }
}

const OPEN = Buffer.from('{')
const BETWEEN = Buffer.from(',{')
const COMMA = asItIs(Buffer.from(','))

/** bytes of zlib's output buffer, enough for most blocks */
const CHUNK = 64 * 1024

const packRows = async (rows: readonly Row[], skip: number): Promise<Block> => {
  const parts = rows.flatMap(({ value }, i) => [i === 0 ? OPEN : BETWEEN, value.subarray(skip)])
  const plain = Buffer.concat(parts)
  const whole = await deflate(plain, {
    level: constants.Z_BEST_SPEED,
    finishFlush: constants.Z_SYNC_FLUSH,
    chunkSize: CHUNK,
  })
  // zlib's result would keep its whole chunk in memory
  const packed = ownCopy(whole)
  return { packed, crc: crc32(plain), shift: shiftOf(plain.length), bytes: plain.length }
}

const blockOf = packedBlocks(packRows)

/** A block of this size gets no more rows. */
const BYTES_IN_A_BLOCK = 256 * 1024

function* groups(rows: readonly Row[]): Generator<readonly Row[]> {
  let from = 0
  let bytes = 0
  for (const [at, row] of rows.entries()) {
    if (at > from && (bytes >= BYTES_IN_A_BLOCK || begins(row.revision))) {
      yield rows.slice(from, at)
      from = at
      bytes = 0
    }
    bytes += row.value.length
  }
  yield rows.slice(from)
}

/** RFC 1952 section 2.3: deflate, no name, no time, fastest, unknown system. */
const HEADER = Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255)

type PackedPieces = Omit<ListPieces, 'bytes'>

const joined = async ({ head, rows, skip, end }: PackedPieces): Promise<Buffer> => {
  const items = await Promise.all([...groups(rows)].map((group) => blockOf(group, skip)))
  const all = [asItIs(head), ...items.flatMap((item, i) => (i === 0 ? [item] : [COMMA, item]))]
  all.push(asItIs(end, true))
  let crc = 0
  let bytes = 0
  for (const block of all) {
    crc = joinedCrc(crc, block.crc, block.shift)
    bytes += block.bytes
  }
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc, 0)
  trailer.writeUInt32LE(bytes % 2 ** 32, 4)
  return Buffer.concat([HEADER, ...all.map(({ packed }) => packed), trailer])
}

/** Compressed lists by their rows. An unchanged collection returns the same array of rows. */
const finished = new WeakMap<
  readonly Row[],
  { readonly head: Buffer; readonly list: Promise<Buffer> }
>()

/** Returns the list in gzip. There must be at least one row. */
export const packedList = (pieces: PackedPieces): Promise<Buffer> => {
  const { head, rows } = pieces
  const known = finished.get(rows)
  if (known?.head.equals(head) === true) return known.list
  const list = joined(pieces)
  finished.set(rows, { head, list })
  return list
}
