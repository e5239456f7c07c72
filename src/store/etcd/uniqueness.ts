/** What no two rows may have at the same time, also when two replicas give it out in one moment. */
import type { LoggedCollection } from '../collection.ts'
import { type Row, StoreError } from '../store.ts'
import type { Keys } from './keys.ts'
import { COMPARE_MOD, LESS, type Comparison, type Operation } from './messages.ts'

/** What a row has that no other row of its collection may have; `bare`: the bytes that are kept. */
export type UniqueValues = (key: string, bare: Buffer) => readonly string[]

/** What a write adds to its transaction. */
export interface Guard {
  readonly compare: readonly Comparison[]
  readonly success: readonly Operation[]
}

/** So many that writes of different values seldom meet, and all of them and a row fit into a transaction: etcd takes 128 operations. */
const GUARDS = 64

const guardOf = (value: string): number => {
  let hash = 0
  for (const character of Buffer.from(value)) hash = (hash * 31 + character) >>> 0
  return hash % GUARDS
}

/**
 * Each value belongs to one of a few keys in etcd, its guard, which every write moves that gives a row the value. A write goes through if
 * no guard of its values has moved since the revision that this replica knows, at which no other row had them: so nobody has got them
 * meanwhile. A guard is no row, so that it may share a revision with one, and it says nothing: none is ever left behind.
 */
export class Uniqueness {
  readonly #keys: Keys
  readonly #valuesOf: UniqueValues
  /** of a row they are found out once */
  readonly #known = new WeakMap<Row, readonly string[]>()
  readonly #bare: (shown: Buffer) => Buffer

  constructor(keys: Keys, valuesOf: UniqueValues, bare: (shown: Buffer) => Buffer) {
    this.#keys = keys
    this.#valuesOf = valuesOf
    this.#bare = bare
  }

  /**
   * What must hold for `bytes` to take the place of the row `before`, where `revision` is the newest one that `collection` knows; undefined:
   * it has nothing that `before` has not. Throws StoreError `taken` when another row has it.
   */
  guard(
    collection: LoggedCollection,
    { key, bytes }: { readonly key: string; readonly bytes: Buffer | undefined },
    before: Row | undefined,
    revision: number,
  ): Guard | undefined {
    if (bytes === undefined) return undefined
    const had = new Set(before && this.#ofRow(before))
    const wanted = new Set(this.#valuesOf(key, bytes).filter((value) => !had.has(value)))
    if (wanted.size === 0) return undefined
    for (const row of collection.rows()) {
      const taken = row.key === key ? undefined : this.#ofRow(row).find((one) => wanted.has(one))
      if (taken !== undefined)
        throw new StoreError('taken', key, `${row.key} has the ${taken} that it was to have`)
    }
    const guards = Array.from(new Set(Array.from(wanted, guardOf)), (n) => this.#keys.ofGuard(n))
    return {
      compare: guards.map((guard) => ({
        result: LESS,
        target: COMPARE_MOD,
        key: guard,
        mod_revision: revision + 1,
      })),
      success: guards.map((guard) => ({ request_put: { key: guard } })),
    }
  }

  #ofRow(row: Row): readonly string[] {
    let values = this.#known.get(row)
    if (values === undefined) {
      values = this.#valuesOf(row.key, this.#bare(row.value))
      this.#known.set(row, values)
    }
    return values
  }
}
