/** Which packed blocks of lists are kept: as many as rows make, however many ways there are to list them. */
import type { Row } from '../../../storage/store.ts'

/** Some dozens of objects: to begin a block takes as long as to pack one, and each change has its whole block packed anew. */
const ROWS_IN_A_BLOCK = 32

/** So many are kept of the blocks that begin where a page or a selection does. */
export const ODD_BLOCKS = 64

/**
 * Whether a block begins with the object of this revision: so that one more object before it does not move all that follow. Revisions
 * follow each other, so all bits are mixed as at the end of MurmurHash3; to hash the key would take as long as all the rest.
 */
export const begins = (revision: number): boolean => {
  let hash = Math.imul(revision ^ (revision >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) & (ROWS_IN_A_BLOCK - 1)) === 0
}

interface Kept<B> {
  readonly revisions: readonly number[]
  readonly block: Promise<B>
}

/**
 * Blocks by their first row, and gone with it. A list may begin at any row, so each could be the first of a block: those that do not
 * begin by their revision are {@link ODD_BLOCKS} at most, in all. The others hold each row once.
 */
export class PackedBlocks<B> {
  readonly #pack: (rows: readonly Row[], skip: number) => Promise<B>
  readonly #kept = new WeakMap<Row, Kept<B>>()
  /** the first rows of odd blocks, from the oldest */
  readonly #odd: WeakRef<Row>[] = []

  /** `pack`: makes the block of some rows without their first `skip` bytes. */
  constructor(pack: (rows: readonly Row[], skip: number) => Promise<B>) {
    this.#pack = pack
  }

  /** The block of some rows that follow each other, packed anew if one of them has changed. There is one row at least. */
  of(rows: readonly Row[], skip: number): Promise<B> {
    const first = rows[0]!
    const known = this.#kept.get(first)
    // no two rows have the same revision
    if (
      known?.revisions.length === rows.length &&
      rows.every(({ revision }, i) => known.revisions[i] === revision)
    )
      return known.block
    const block = this.#pack(rows, skip)
    if (known === undefined && !begins(first.revision)) this.#makeRoom(first)
    this.#kept.set(first, { revisions: rows.map(({ revision }) => revision), block })
    return block
  }

  #makeRoom(first: Row): void {
    this.#odd.push(new WeakRef(first))
    if (this.#odd.length <= ODD_BLOCKS) return
    const oldest = this.#odd.shift()!.deref()
    if (oldest !== undefined) this.#kept.delete(oldest)
  }
}
