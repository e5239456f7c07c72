import assert from 'node:assert/strict'
import type { Test } from 'tap'
import type { Change, Collection, Row, Snapshot, Store } from '../../src/storage/store.ts'
import { fc, forAll, type Made } from '../fixtures/property.ts'
import { codeOf, lineOf, type MakeStore, storeCode, valueOf } from './conformance.ts'

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

const PREFIXES = ['/registry/things/', '/registry/roles/', '/registry/thing/'] as const
const NAMES = ['a', 'b', 'b/1', 'b/2', 'ns/x', 'ns/\u{1f600}', 'ns/\uffee', 'z', '__proto__', '~']

const prefixes = fc.constantFrom(...PREFIXES)
const names = fc.constantFrom(...NAMES)
/** Checks use `%` to map these numbers to revisions, up to the store's next one. */
const revisions = fc.nat()

const write = fc.record({
  prefix: prefixes,
  name: names,
  kind: fc.constantFrom('create', 'update', 'update', 'delete'),
  value: fc.nat(999),
  stale: fc.constantFrom(false, false, false, false, true),
})

const read = fc.record({
  after: revisions,
  limit: fc.nat(29),
  list: fc.record({
    revision: fc.option(revisions, { nil: undefined }),
    prefix: fc.constantFrom('', '', 'b/', 'ns/', 'none/'),
    start: fc.oneof(fc.constant(undefined), names, fc.constant('ns/x\0')),
    limit: fc.constantFrom(1, 2, 3, 5, 100, Infinity),
  }),
})
type Read = Made<typeof read>
type Write = Made<typeof write>

const history = fc.record({
  recentLimit: fc.integer({ min: 1, max: 12 }),
  steps: fc.array(
    fc.record({
      writes: fc.array(write, { maxLength: 5 }),
      reads: fc.array(read, { maxLength: 8 }),
      revision: revisions,
      /** 37: reopens the store after the step; 38 and 39: compact it */
      event: fc.nat(39),
    }),
    { maxLength: 50 },
  ),
})

interface ModelOptions {
  readonly numRuns: number
  /** runs writes one at a time, because a shared store may reorder concurrent writes */
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
  { numRuns, reopen, oneByOne = false }: ModelOptions,
): Promise<void> => {
  let compared = 0
  await forAll(t, history, { numRuns }, async ({ recentLimit, steps }) => {
    const model = new Model()
    let store = await makeStore(t, { recentLimit, historyLimit: 1000 })
    const collections = () => PREFIXES.map((prefix) => store.collection(prefix))
    collections()

    const differences: string[] = []
    const same = (actual: unknown, expected: unknown, what: string) => {
      const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
      if (found !== wanted) differences.push(`${what}: ${found} instead of ${wanted}`)
    }

    /** The result of a read, or `compacted` where that is allowed. */
    const tried = <T>(revision: number, get: () => T): T | 'compacted' => {
      try {
        compared++
        return get()
      } catch (error) {
        if (storeCode(error) !== 'compacted' || revision >= store.compacted) throw error
        compared--
        return 'compacted'
      }
    }

    /** Starts one write and applies it to the model; resolves once its result has been compared. */
    const start = ({ prefix, name, kind, value: number, stale }: Write): Promise<unknown> => {
      const key = prefix + name
      const current = store.collection(prefix).latest(key)
      const modelled = model.at(key, Infinity).find((row) => row.key === key)
      same(current?.revision, modelled?.revision, `latest ${key}`)
      const value = valueOf(`${key.length}-${number}`)
      if (kind === 'create') {
        const created = store.create(key, value)
        if (current !== undefined) {
          return codeOf(created).then((code) => same(code, 'exists', `create ${key}`))
        }
        return enter('put', key, undefined, created)
      }
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
      written: Promise<Row>,
    ) => {
      // Revisions have no gaps: writes rejected as `exists` or `conflict` take none.
      const revision = (model.changes.at(-1)?.revision ?? 1) + 1
      const slot = model.changes.length
      const row = { key, value: Buffer.from(''), revision }
      model.changes.push({ type, revision, row, previous })
      return written.then((made) => {
        same(made.revision, revision, `write ${key}`)
        const old = previous && model.changes.find((c) => c.revision === previous.revision)?.row
        model.changes[slot] = { type, revision, row: made, previous: old }
      })
    }

    const checkChanges = (things: Collection, { after: at, limit }: Read) => {
      const after = at % (store.revision + 2)
      const found = tried(after, () => things.changesAfter(after, limit).map(lineOf))
      if (found === 'compacted') return
      const expected = model.after(things.prefix, after).slice(0, limit).map(lineOf)
      same(found, expected, `changes of ${things.prefix} after ${after}`)
    }

    const checkList = (things: Collection, { list }: Read) => {
      const { limit } = list
      const revision =
        list.revision === undefined ? store.revision : list.revision % (store.revision + 1)
      const prefix = things.prefix + list.prefix
      const first = list.start === undefined ? prefix : things.prefix + list.start
      const found = tried(revision, () => things.list({ prefix, start: first, limit, revision }))
      if (found === 'compacted') return
      const rows = model
        .at(prefix, revision)
        .filter((row) => Buffer.compare(Buffer.from(row.key), Buffer.from(first)) >= 0)
      const expected: Snapshot = {
        revision,
        rows: rows.slice(0, limit),
        remaining: Math.max(0, rows.length - limit),
      }
      const { rows: foundRows, remaining } = found
      same(
        { revision: found.revision, rows: foundRows, remaining },
        expected,
        `list ${prefix} from ${first}, ${limit} at ${revision}`,
      )
    }

    try {
      for (const { writes, reads, revision, event } of steps) {
        const batch: Promise<unknown>[] = []
        for (const write of writes) {
          const written = start(write)
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
          const latest = [things.latestRows(), model.at(things.prefix, Infinity)].map((rows) =>
            rows.map(({ key, revision }) => `${key} ${revision}`).sort(),
          )
          same(latest[0], latest[1], `latest rows of ${things.prefix}`)
        }
        await Promise.all(batch)
        same(store.revision, model.changes.at(-1)?.revision ?? 1, 'revision')
        for (const things of collections()) {
          same(things.size, model.at(things.prefix, Infinity).length, `size of ${things.prefix}`)
          for (const read of reads) {
            checkChanges(things, read)
            checkList(things, read)
          }
        }
        assert.deepEqual(differences, [])
        if (event > 37) store.compact(revision % (store.revision + 1))
        if (event === 37) store = (await reopen?.(store)) ?? store
      }
    } finally {
      await store.close()
    }
  })
  t.ok(compared > numRuns * 100, `${compared} reads compared`)
}
