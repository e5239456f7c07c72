import type { Row } from '../../../storage/store.ts'

/**
 * On average. More rows would slow down changes, each of which recompresses a whole block. Fewer
 * rows would mean more blocks, and starting a block takes as long as compressing an object.
 */
const ROWS_IN_A_BLOCK = 32

/** Maximum number of cached blocks that start with a row for which {@link begins} is false. */
export const ODD_BLOCKS = 64

/**
 * Whether a row of this revision always starts a block, so that an added object does not shift all
 * later blocks. Mixes the bits like MurmurHash3, since revisions are consecutive.
 */
export const begins = (revision: number): boolean => {
  let hash = Math.imul(revision ^ (revision >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) & (ROWS_IN_A_BLOCK - 1)) === 0
}

interface CachedBlock<B> {
  readonly revisions: readonly number[]
  readonly block: Promise<B>
}

/**
 * Caches blocks by their first row, until that row is garbage-collected. In at most
 * {@link ODD_BLOCKS} of them, {@link begins} is false for the first row. `pack` compresses rows
 * without their first `skip` bytes.
 */
export const packedBlocks = <B>(pack: (rows: readonly Row[], skip: number) => Promise<B>) => {
  const kept = new WeakMap<Row, CachedBlock<B>>()
  /** first rows for which {@link begins} is false, oldest first */
  const odd: WeakRef<Row>[] = []

  const makeRoom = (first: Row): void => {
    odd.push(new WeakRef(first))
    if (odd.length <= ODD_BLOCKS) return
    const oldest = odd.shift()!.deref()
    if (oldest !== undefined) kept.delete(oldest)
  }

  /** Returns the block of `rows`, which are consecutive and not empty. */
  return (rows: readonly Row[], skip: number): Promise<B> => {
    const first = rows[0]!
    const known = kept.get(first)
    // a changed row has a new revision
    if (
      known?.revisions.length === rows.length &&
      rows.every(({ revision }, i) => known.revisions[i] === revision)
    )
      return known.block
    const block = pack(rows, skip)
    if (known === undefined && !begins(first.revision)) makeRoom(first)
    kept.set(first, { revisions: rows.map(({ revision }) => revision), block })
    return block
  }
}
