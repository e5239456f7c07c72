import type { Test } from 'tap'
import type { Change, Collection, Row, Snapshot, Store } from '../../src/storage/store.ts'
import { codeOf, lineOf, type MakeStore, storeCode, valueOf } from './conformance.ts'

/** A reference store of one plain list. */
class Model {
  readonly changes: Change[] = []

  after(prefix: string, after: number): Change[] {
    return this.changes.filter((c) => c.revision > after && c.row.key.startsWith(prefix))
  }

  at(prefix: string, revision: number): Row[] {
    const rows = new Map<string, Row>()
    for (const { type, row } of this.after(prefix, 0)) {
      if (row.revision > revision) continue
      if (type === 'delete') rows.delete(row.key)
      else rows.set(row.key, row)
    }
    const bytes = (row: Row): Buffer => Buffer.from(row.key)
    return [...rows.values()].sort((a, b) => Buffer.compare(bytes(a), bytes(b)))
  }
}

/** Seeded numbers in [0, 1) (mulberry32). */
const numbers = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let x = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
  return ((x ^ (x >>> 14)) >>> 0) / 4294967296
}

const PREFIXES = ['/registry/things/', '/registry/roles/', '/registry/thing/'] as const
const NAMES: readonly [string, ...string[]] = [
  'a',
  'b',
  'b/1',
  'b/2',
  'ns/x',
  'ns/\u{1f600}',
  'ns/\uffee',
  'z',
  '__proto__',
  '~',
]

interface ModelOptions {
  readonly seed: number
  readonly steps: number
  /** writes are sequential: they have no order if several processes write */
  readonly oneByOne?: boolean
  /** closes and reopens the store; absent if nothing would remain */
  readonly reopen?: (store: Store) => Promise<Store>
}

/**
 * Applies the same random operations to a store and to the model, and compares everything visible.
 */
export const testAgainstModel = async (
  t: Test,
  makeStore: MakeStore,
  { seed, steps, reopen, oneByOne = false }: ModelOptions,
): Promise<void> => {
  const random = numbers(seed)
  const below = (n: number) => Math.floor(random() * n)
  const pick = <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0]

  const model = new Model()
  let store = await makeStore(t, { recentLimit: 1 + below(12), historyLimit: 1000 })
  const collections = () => PREFIXES.map((prefix) => store.collection(prefix))
  collections()

  let compared = 0
  const differences: string[] = []
  const same = (actual: unknown, expected: unknown, what: string) => {
    const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
    if (found !== wanted) differences.push(`${what}: ${found} instead of ${wanted}`)
  }

  /** The result of a read, or `compacted` where that is allowed. */
  const read = <T>(revision: number, get: () => T): T | 'compacted' => {
    try {
      return get()
    } catch (error) {
      if (storeCode(error) !== 'compacted' || revision >= store.compacted) throw error
      return 'compacted'
    }
  }

  /** Starts one write and applies it to the model; returns the expected result. */
  const write = (): Promise<unknown> => {
    const key = pick(PREFIXES) + pick(NAMES)
    const current = store.collection(PREFIXES.find((p) => key.startsWith(p)) ?? '').latest(key)
    const modelled = model.at(key, Infinity).find((row) => row.key === key)
    same(current?.revision, modelled?.revision, `latest ${key}`)
    const value = valueOf(`${key.length}-${below(1000)}`)
    const kind = pick(['create', 'update', 'update', 'delete'] as const)
    if (kind === 'create') {
      const write = store.create(key, value)
      if (current !== undefined) {
        return codeOf(write).then((code) => same(code, 'exists', `create ${key}`))
      }
      return enter('put', key, undefined, write)
    }
    const stale = below(5) === 0
    const expected = (current?.revision ?? 1) - (stale ? 1 : 0)
    const replace = store[kind](key, expected, value)
    if (current === undefined || stale) {
      return codeOf(replace).then((code) => same(code, 'conflict', `${kind} ${key}`))
    }
    return enter(kind === 'delete' ? 'delete' : 'put', key, current, replace)
  }

  const enter = (
    type: 'put' | 'delete',
    key: string,
    previous: Row | undefined,
    write: Promise<Row>,
  ) => {
    // Revisions have no gaps here, since no write fails.
    const revision = (model.changes.at(-1)?.revision ?? 1) + 1
    const slot = model.changes.length
    const createRevision = previous?.createRevision ?? revision
    const row = { key, value: Buffer.from(''), revision, createRevision }
    model.changes.push({ type, revision, row, previous })
    return write.then((written) => {
      same([written.revision, written.createRevision], [revision, createRevision], `write ${key}`)
      const old = previous && model.changes.find((c) => c.revision === previous.revision)?.row
      model.changes[slot] = { type, revision, row: written, previous: old }
    })
  }

  const checkChanges = (things: Collection) => {
    const after = below(store.revision + 2)
    const limit = below(30)
    const found = read(after, () => things.changesAfter(after, limit).map(lineOf))
    if (found === 'compacted') return
    compared++
    const expected = model.after(things.prefix, after).slice(0, limit).map(lineOf)
    same(found, expected, `changes of ${things.prefix} after ${after}`)
  }

  const checkList = (things: Collection) => {
    const revision = random() < 0.3 ? store.revision : below(store.revision + 1)
    const prefix = things.prefix + pick(['', '', 'b', 'b/', 'ns/', 'none'])
    const start = pick([prefix, things.prefix + pick(NAMES), `${things.prefix}ns/x\0`])
    const limit = pick([1, 2, 3, 5, 100, Infinity])
    const found = read(revision, () => things.list({ prefix, start, limit, revision }))
    if (found === 'compacted') return
    compared++
    const rows = model
      .at(prefix, revision)
      .filter((row) => Buffer.compare(Buffer.from(row.key), Buffer.from(start)) >= 0)
    const expected: Snapshot = {
      revision,
      rows: rows.slice(0, limit),
      remaining: Math.max(0, rows.length - limit),
    }
    const { rows: foundRows, remaining } = found
    same(
      { revision: found.revision, rows: foundRows, remaining },
      expected,
      `list ${prefix} from ${start}, ${limit} at ${revision}`,
    )
  }

  for (let step = 0; step < steps && differences.length === 0; step++) {
    const batch: Promise<unknown>[] = []
    for (let left = below(6); left > 0; left--) {
      const written = write()
      if (oneByOne) await written
      batch.push(written)
    }
    for (const things of collections()) {
      const committed = store.revision
      same(
        things.list().rows.map((row) => row.revision),
        model.at(things.prefix, committed).map((row) => row.revision),
        `committed rows of ${things.prefix}`,
      )
    }
    await Promise.all(batch)
    same(store.revision, model.changes.at(-1)?.revision ?? 1, 'revision')
    for (const things of collections()) {
      same(things.size, model.at(things.prefix, Infinity).length, `size of ${things.prefix}`)
      for (let i = 0; i < 4; i++) {
        checkChanges(things)
        checkList(things)
      }
    }
    if (below(25) === 0) store.compact(below(store.revision + 1))
    if (reopen !== undefined && below(40) === 0) store = await reopen(store)
  }
  t.same(differences, [], `seed ${seed}`)
  t.ok(compared > steps * 10, `${compared} reads compared`)
  await store.close()
}
