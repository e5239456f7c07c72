import { setImmediate } from 'node:timers/promises'
import type { Test } from 'tap'
import {
  type Change,
  type Collection,
  type Row,
  type Store,
  StoreError,
  type StoreErrorCode,
} from '../../src/storage/store.ts'
import type { Values } from '../../src/storage/values.ts'
import { subscribed } from './subscribed.ts'
import { times } from '../fixtures/times.ts'

export interface MakeOptions {
  readonly historyLimit?: number
  readonly recentLimit?: number
  readonly schedule?: (step: () => void) => void
}

/** Makes an empty store with the option `values: VALUES`; the suite closes the store. */
export type MakeStore = (t: Test, options?: MakeOptions) => Store | Promise<Store>

interface Engine {
  /** several processes use the store, so each write is its own transaction */
  readonly isShared?: boolean
}

export const PREFIX = '/registry/things/'
export const key = (name: string): string => PREFIX + name

/** Values that contain their revision, like the registry's. */
export const VALUES: Values = {
  shown: (bare, revision) => Buffer.concat([bare, Buffer.from(`@${revision}`)]),
  bare: (shown) => shown.subarray(0, shown.lastIndexOf('@')),
}

/** A value that does not contain its revision yet. */
export const valueOf = (text: string): Buffer => Buffer.from(text)

export const create = (store: Store, name: string, text: string): Promise<Row> =>
  store.create(key(name), valueOf(text))

const createA = (store: Store): Promise<Row> => create(store, 'a', 'x')

const createOther = (store: Store, name: string, text: string): Promise<Row> =>
  store.create(`/registry/others/${name}`, valueOf(text))

export const update = (store: Store, name: string, revision: number, text: string): Promise<Row> =>
  store.update(key(name), revision, valueOf(text))

export const remove = (store: Store, name: string, revision: number, text: string): Promise<Row> =>
  store.delete(key(name), revision, valueOf(text))

export const keysOf = (rows: readonly Row[]): string[] =>
  rows.map((row) => row.key.slice(PREFIX.length))

const rowA = (things: Collection): Row | undefined => things.get(key('a'))

const namesIn = (things: Collection): string[] => keysOf(things.list().rows)

/** A change as one line: `put 5 a=z@5, was x@2 (2)`. */
export const lineOf = ({ type, revision, row, previous }: Change): string => {
  const was =
    previous === undefined ? 'new' : `was ${String(previous.value)} (${previous.revision})`
  const key = row.key.slice(row.key.lastIndexOf('/') + 1)
  return `${type} ${revision} ${key}=${String(row.value)}, ${was}`
}

export const storeCode = (error: unknown): StoreErrorCode => {
  if (error instanceof StoreError) return error.code
  throw error
}

export const codeOf = (promise: Promise<unknown>): Promise<StoreErrorCode | undefined> =>
  promise.then(() => undefined, storeCode)

const rowOf = (text: string, revision: number): Row => ({
  key: key('a'),
  value: Buffer.from(`${text}@${revision}`),
  revision,
})

const byText = (a = '', b = '') => (a < b ? -1 : 1)

const everything = (collection: Collection, after = 0) =>
  collection.changesAfter(after, 1000).map(lineOf)

export const testRestart = async <S extends Store>(
  t: Test,
  before: S,
  reopened: (store: S) => Promise<Store>,
): Promise<void> => {
  const first = before.collection(PREFIX)
  await create(before, 'a', 'x')
  await create(before, 'b', 'y')
  await update(before, 'a', 2, 'z')
  await remove(before, 'b', 3, 'y')
  before.settings.change({ ca: Buffer.from('certificate') })
  const list = first.list()
  const history = everything(first)

  const after = await reopened(before)
  const things = after.collection(PREFIX)
  t.equal(after.revision, 5)
  t.equal(things.size, 1)
  t.same(things.list(), list)
  t.same(everything(things), history)
  t.same(everything(things, 4), history.slice(3), 'resumed')
  t.same(everything(things, 5), [])
  t.equal(String(after.settings.get('ca')), 'certificate')
  t.equal((await create(after, 'b', 'w')).revision, 6)
  t.equal((await update(after, 'a', 4, 'v')).revision, 7)
  await after.close()
}

export const testStore = (
  t: Test,
  name: string,
  makeStore: MakeStore,
  { isShared = false }: Engine = {},
): void => {
  const test = (
    title: string,
    run: (t: Test, store: Store, things: Collection) => Promise<void>,
    options?: MakeOptions,
  ) => {
    t.test(`${name}: ${title}`, async (t) => {
      const store = await makeStore(t, options)
      try {
        await run(t, store, store.collection(PREFIX))
      } finally {
        await store.close()
      }
    })
  }

  test('a new store is empty and at revision 1', async (t, store, things) => {
    t.equal(store.revision, 1)
    t.equal(store.compacted, 0)
    t.equal(things.size, 0)
    t.equal(things.lastChange, 0)
    t.same(things.list(), { revision: 1, rows: [], remaining: 0 })
    t.same(things.changesAfter(0, 10), [])
    t.equal(rowA(things), undefined)
  })

  test('a created row has its bytes and its revision', async (t, store, things) => {
    const row = await createA(store)
    t.same(row, rowOf('x', 2))
    t.same(rowA(things), row)
    t.equal(store.revision, 2)
    t.equal(things.size, 1)
    t.equal(things.lastChange, 2)
  })

  test('a create of an existing key is rejected, without effect', async (t, store, things) => {
    await createA(store)
    t.equal(await codeOf(store.create(key('a'), Buffer.from('y'))), 'exists')
    t.equal(String(rowA(things)?.value), 'x@2')
    t.equal(store.revision, 2)
  })

  test('an update needs the revision of the row', async (t, store, things) => {
    await createA(store)
    const row = await update(store, 'a', 2, 'y')
    t.same(row, rowOf('y', 3))
    t.equal(await codeOf(update(store, 'a', 2, 'z')), 'conflict')
    t.equal(await codeOf(update(store, 'b', 2, 'z')), 'conflict', 'an update of a missing row')
    t.same(rowA(things), row)
    t.equal(store.revision, 3)
  })

  test('a delete resolves with the last state, at the new revision', async (t, store, things) => {
    await createA(store)
    t.equal(await codeOf(remove(store, 'a', 9, 'x')), 'conflict')
    const row = await remove(store, 'a', 2, 'x')
    t.same(row, rowOf('x', 3))
    t.equal(rowA(things), undefined)
    t.equal(things.size, 0)
    t.equal(await codeOf(remove(store, 'a', 3, 'x')), 'conflict', 'a second delete')
    t.equal(await codeOf(update(store, 'a', 3, 'x')), 'conflict', 'an update after the delete')
  })

  test('a deleted key can be created again; the new row has no previous one', async (t, store, things) => {
    await createA(store)
    await remove(store, 'a', 2, 'x')
    const row = await create(store, 'a', 'y')
    t.same(row, rowOf('y', 4))
    await update(store, 'a', 4, 'z')
    await remove(store, 'a', 5, 'z')
    await create(store, 'a', 'w')
    t.same(everything(things), [
      'put 2 a=x@2, new',
      'delete 3 a=x@3, was x@2 (2)',
      'put 4 a=y@4, new',
      'put 5 a=z@5, was y@4 (4)',
      'delete 6 a=z@6, was z@5 (5)',
      'put 7 a=w@7, new',
    ])
  })

  if (!isShared) {
    test('writes of one event-loop round are committed together; until then, only latest() and latestRows() show them', async (t, store, things) => {
      const others = store.collection('/registry/others/')
      const writes = [
        createA(store),
        createOther(store, 'o', 'o'),
        update(store, 'a', 2, 'y'),
        create(store, 'b', 'b'),
        remove(store, 'b', 5, 'b'),
      ]
      t.equal(things.latest(key('a'))?.revision, 4)
      t.equal(things.latest(key('b')), undefined)
      t.equal(others.latest('/registry/others/o')?.revision, 3)
      t.same(keysOf(things.latestRows()), ['a'])
      t.equal(rowA(things), undefined)
      t.same(things.list(), { revision: 1, rows: [], remaining: 0 })
      t.same(things.changesAfter(0, 10), [])
      t.equal(store.revision, 1)

      let woken = 0
      const revisions: number[] = []
      subscribed(things, () => {
        woken++
        revisions.push(store.revision)
      })
      const rows = await Promise.all(writes)
      t.same(
        rows.map((row) => row.revision),
        [2, 3, 4, 5, 6],
        'revisions in the order of the calls',
      )
      t.equal(woken, 1, 'one commit for all')
      t.same(revisions, [6])
      t.equal(rowA(things)?.revision, 4)
      t.equal(things.latest(key('a')), rowA(things))
      t.same(things.latestRows(), things.list().rows)
      const change = update(store, 'a', 4, 'z')
      const more = create(store, 'c', 'c')
      t.same(
        things.latestRows().map(({ revision }) => revision),
        [7, 8],
      )
      await Promise.all([change, more, remove(store, 'c', 8, 'c')])
      t.same(keysOf(things.latestRows()), ['a'])
      t.same(namesIn(things), ['a'])
      t.equal(things.size, 1)
    })

    test('a write can be rejected because of a pending one', async (t, store) => {
      const first = createA(store)
      t.equal(await codeOf(create(store, 'a', 'y')), 'exists')
      await first
      const changed = update(store, 'a', 2, 'y')
      t.equal(await codeOf(update(store, 'a', 2, 'z')), 'conflict')
      t.equal(String((await changed).value), 'y@3')
    })
  }

  test('one of several mutually exclusive writes succeeds', async (t, store, things) => {
    const creates = ['x', 'y', 'z'].map((text) => create(store, 'a', text))
    const codes = await Promise.all(creates.map(codeOf))
    t.same(codes.toSorted(byText), ['exists', 'exists', undefined])
    const created = rowA(things)!
    t.same(await creates[codes.indexOf(undefined)], created)
    const changes = [
      update(store, 'a', created.revision, 'x2'),
      store.delete(key('a'), created.revision, VALUES.bare(created.value)),
      update(store, 'a', created.revision, 'y2'),
    ]
    const changed = await Promise.all(changes.map(codeOf))
    t.same(changed.toSorted(byText), ['conflict', 'conflict', undefined])
    t.equal(everything(things, created.revision).length, 1)
    t.equal(store.revision, created.revision + 1)
  })

  test('after a conflict, the writer sees the conflicting state', async (t, store, things) => {
    await createA(store)
    const written = update(store, 'a', 2, 'y')
    const seen = update(store, 'a', 2, 'z').then(
      () => undefined,
      (error: unknown) => [storeCode(error), things.latest(key('a'))],
    )
    // either update may come first
    const [row, told] = await Promise.allSettled([written, seen])
    if (row.status === 'fulfilled')
      t.same(told, { status: 'fulfilled', value: ['conflict', row.value] })
    else t.equal(storeCode(row.reason), 'conflict')
    t.equal(rowA(things)?.revision, 3)
  })

  test('many concurrent writes each happen once', async (t, store, things) => {
    const names = times(100, (i) => key(`n${i}`))
    const rows = await Promise.all(names.map((name) => store.create(name, valueOf(name))))
    t.equal(new Set(rows.map(({ revision }) => revision)).size, 100)
    t.equal(store.revision, 101)
    for (const row of rows) t.same(things.get(row.key), row)
    const more = rows.map(({ key: name, revision }) => store.update(name, revision, valueOf('2')))
    const updated = await Promise.all(more)
    t.equal(new Set(updated.map(({ revision }) => revision)).size, 100)
    t.equal(store.revision, 201)
    t.equal(everything(things).length, 200)
    t.same(
      everything(things).map((line) => Number(line.split(' ')[1])),
      times(200, (i) => i + 2),
      'in the order of their revisions',
    )
  })

  test('subscribers run when the change is visible and before the writer goes on', async (t, store, things) => {
    const seen: string[] = []
    const stop = subscribed(things, () => {
      seen.push(`woken at ${store.revision}`, ...everything(things, store.revision - 1))
    })
    await createA(store).then(() => seen.push('created'))
    t.same(seen, ['woken at 2', 'put 2 a=x@2, new', 'created'])
    stop()
    stop()
    await create(store, 'b', 'x')
    t.equal(seen.length, 3, 'an unsubscribed function is not called')
  })

  test('subscribers are notified of their own collection only', async (t, store, things) => {
    const others = store.collection('/registry/others/')
    let things_ = 0
    let others_ = 0
    subscribed(things, () => things_++)
    subscribed(others, () => others_++)
    await createA(store)
    t.same([things_, others_], [1, 0])
    await createOther(store, 'a', 'x')
    t.same([things_, others_], [1, 1])
    t.same(namesIn(things), ['a'])
    t.equal(things.list().revision, 3, 'a list shows the revision of the store')
    t.same(everything(others), ['put 3 a=x@3, new'])
  })

  test('a subscriber may write, subscribe and unsubscribe others', async (t, store, things) => {
    const seen: string[] = []
    let written: Promise<Row> | undefined
    let stopSecond = () => {}
    subscribed(things, () => {
      seen.push(`first at ${store.revision}`)
      written ??= create(store, 'b', 'y')
      stopSecond()
      if (seen.length === 1) subscribed(things, () => seen.push(`third at ${store.revision}`))
    })
    stopSecond = subscribed(things, () => seen.push('second'))
    await createA(store)
    t.equal((await written)?.revision, 3)
    t.same(seen, ['first at 2', 'first at 3', 'third at 3'])
  })

  test('lists are sorted by bytes and limited by prefix, start and limit', async (t, store, things) => {
    const names = ['b/1', 'a/2', 'a/1', 'a/10', 'a', 'b', 'a-', 'c/x', 'B/1']
    await Promise.all(names.map((name) => create(store, name, 'x')))
    const all = ['B/1', 'a', 'a-', 'a/1', 'a/10', 'a/2', 'b', 'b/1', 'c/x']
    const cases = [
      [{}, all, 0],
      [{ prefix: PREFIX }, all, 0],
      [{ prefix: key('a/') }, ['a/1', 'a/10', 'a/2'], 0],
      [{ prefix: key('none/') }, [], 0],
      [{ limit: 4 }, all.slice(0, 4), 5],
      [{ limit: 9 }, all, 0],
      [{ limit: 0 }, [], 9],
      [{ limit: 2, start: key('a/1') }, ['a/1', 'a/10'], 4],
      [{ limit: 2, start: key('a/1\0') }, ['a/10', 'a/2'], 3],
      [{ prefix: key('a/'), limit: 1, start: key('a/10') }, ['a/10'], 1],
      [{ prefix: key('a/'), start: key('A') }, ['a/1', 'a/10', 'a/2'], 0],
      [{ prefix: key('a/'), start: key('b') }, [], 0],
      [{ start: key('zzz') }, [], 0],
    ] as const
    for (const [options, expected, remaining] of cases) {
      const list = things.list(options)
      t.same(keysOf(list.rows), expected, JSON.stringify(options))
      t.equal(list.remaining, remaining)
      t.equal(list.revision, store.revision)
    }
  })

  test('a list does not change after its creation', async (t, store, things) => {
    await createA(store)
    const before = things.list()
    await update(store, 'a', 2, 'y')
    await create(store, 'b', 'x')
    t.same(
      before.rows.map((row) => String(row.value)),
      ['x@2'],
    )
    t.equal(before.revision, 2)
  })

  test('keys may hold any Unicode characters', async (t, store, things) => {
    const names = [
      '__proto__',
      'constructor',
      'system:node:ä',
      'a b%2F\'"',
      'nul\0byte',
      'nul\0byte2',
      '',
      '\u{1f600}',
      '\uffee',
      '\ud7ff',
      '\u{10ffff}',
      'x'.repeat(4000),
    ]
    const rows = await Promise.all(names.map((name) => create(store, name, name)))
    for (const row of rows) t.same(things.get(row.key), row)
    const sorted = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    t.same(namesIn(things), sorted)
    t.equal(things.get(key('toString')), undefined)
    t.equal(await codeOf(create(store, '__proto__', 'x')), 'exists')
    await t.rejects(create(store, 'half\ud83d', 'x'), TypeError)
  })

  test('values may hold any bytes', async (t, store, things) => {
    const bytes = Buffer.from(times(256, (i) => i))
    await store.create(key('bytes'), bytes)
    await store.create(key('empty'), Buffer.alloc(0))
    const large = Buffer.alloc(3_000_000, 'large')
    await store.create(key('large'), large)
    t.same(things.get(key('bytes'))?.value, VALUES.shown(bytes, 2))
    t.equal(String(things.get(key('empty'))?.value), '@3')
    t.ok(things.get(key('large'))?.value.equals(VALUES.shown(large, 4)))
  })

  test('a prefix has one collection, which must exist before writes', async (t, store, things) => {
    t.equal(store.collection(PREFIX), things)
    await t.rejects(store.create('/registry/unknown/a', valueOf('x')), TypeError)
    await t.rejects(store.create('nowhere', valueOf('x')), TypeError)
    t.equal(store.revision, 1)
  })

  for (const recentLimit of [1000, 3, 1]) {
    const how = `with ${recentLimit} changes in memory`
    test(
      `changes are listed from any revision, ${how}`,
      async (t, store, things) => {
        store.collection('/registry/others/')
        await createA(store)
        await create(store, 'b', 'y')
        await createOther(store, 'o', 'o')
        await update(store, 'a', 2, 'z')
        await remove(store, 'b', 3, 'y')
        await createOther(store, 'p', 'o')
        await create(store, 'b', 'w')
        const all = [
          'put 2 a=x@2, new',
          'put 3 b=y@3, new',
          'put 5 a=z@5, was x@2 (2)',
          'delete 6 b=y@6, was y@3 (3)',
          'put 8 b=w@8, new',
        ]
        const starts = [
          [0, 0],
          [1, 0],
          [2, 1],
          [3, 2],
          [4, 2],
          [5, 3],
          [6, 4],
          [7, 4],
          [8, 5],
          [99, 5],
        ] as const
        for (const [after, from] of starts) {
          t.same(everything(things, after), all.slice(from), `after ${after}`)
          t.same(
            things.changesAfter(after, 2).map(lineOf),
            all.slice(from, from + 2),
            `at most two changes after ${after}`,
          )
        }
        t.same(things.changesAfter(0, 0), [])
      },
      { recentLimit },
    )

    test(
      `a list shows any revision, ${how}`,
      async (t, store, things) => {
        store.collection('/registry/others/')
        await create(store, 'b', '1')
        await create(store, 'd', '2')
        await createOther(store, 'o', 'o')
        await create(store, 'a', '3')
        await update(store, 'b', 2, '4')
        await remove(store, 'd', 3, '2')
        await create(store, 'c', '5')
        await create(store, 'd', '6')
        const states = [
          [1, []],
          [2, ['b 1@2']],
          [3, ['b 1@2', 'd 2@3']],
          [4, ['b 1@2', 'd 2@3']],
          [5, ['a 3@5', 'b 1@2', 'd 2@3']],
          [6, ['a 3@5', 'b 4@6', 'd 2@3']],
          [7, ['a 3@5', 'b 4@6']],
          [8, ['a 3@5', 'b 4@6', 'c 5@8']],
          [9, ['a 3@5', 'b 4@6', 'c 5@8', 'd 6@9']],
        ] as const
        const show = (rows: readonly Row[]) =>
          rows.map((row) => `${row.key.slice(PREFIX.length)} ${String(row.value)}`)
        for (const [revision, rows] of states) {
          const list = things.list({ revision })
          t.same(show(list.rows), rows, `at ${revision}`)
          t.same([list.revision, list.remaining], [revision, 0])
          const page = things.list({ revision, start: key('b'), limit: 1 })
          const after = rows.filter((row) => row >= 'b')
          t.same(show(page.rows), after.slice(0, 1), `a page at ${revision}`)
          t.equal(page.remaining, Math.max(0, after.length - 1))
        }
        t.throws(() => things.list({ revision: 10 }), { code: 'future' })
      },
      { recentLimit },
    )

    test(
      `compaction removes history up to the given revision, ${how}`,
      async (t, store, things) => {
        const others = store.collection('/registry/others/')
        await createOther(store, 'o', 'o')
        await create(store, 'a', '1')
        await create(store, 'b', '2')
        await update(store, 'a', 3, '3')
        await remove(store, 'b', 4, '2')
        await update(store, 'a', 5, '4')
        await create(store, 'b', '5')
        store.compact(6)
        t.equal(store.compacted, 6)
        const check = (when: string) => {
          for (const after of [0, 2, 5]) {
            t.throws(() => things.changesAfter(after, 10), { code: 'compacted' }, `after ${after}`)
          }
          t.throws(() => things.list({ revision: 4 }), { code: 'compacted' })
          t.same(
            everything(things, 6),
            ['put 7 a=4@7, was 3@5 (5)', 'put 8 b=5@8, new'],
            `history ${when}`,
          )
          t.same(keysOf(things.list({ revision: 6 }).rows), ['a'])
          t.equal(String(things.list({ revision: 6 }).rows[0]?.value), '3@5')
          t.same(namesIn(things), ['a', 'b'], 'existing rows stay')
          t.same(others.changesAfter(2, 10), [], 'an up-to-date reader gets no error')
        }
        check('at once')
        for (let i = 0; i < 5; i++) await setImmediate()
        check('when it is done')
        store.compact(3)
        t.equal(store.compacted, 6, 'compaction does not go back')
        await update(store, 'a', 7, '6')
        t.same(everything(things, 8), ['put 9 a=6@9, was 4@7 (7)'])
      },
      { recentLimit },
    )
  }

  test('after all is deleted and compacted, revisions continue and keys can be reused', async (t, store, things) => {
    await createA(store)
    await remove(store, 'a', 2, 'x')
    store.compact(3)
    for (let i = 0; i < 3; i++) await setImmediate()
    t.same(await create(store, 'a', 'y'), rowOf('y', 4))
    t.same(everything(things, 3), ['put 4 a=y@4, new'])
  })

  test(
    'history keeps the newest changes, and hardly more than its limit',
    async (t, store, things) => {
      await createA(store)
      for (let i = 0; i < 60; i++) await update(store, 'a', store.revision, 'x')
      const history = store.revision - store.compacted
      t.ok(history >= 20 && history <= 22, `${history} changes`)
      t.equal(everything(things, store.compacted).length, history)
      t.throws(() => things.changesAfter(store.compacted - 1, 1), { code: 'compacted' })
    },
    { historyLimit: 20 },
  )

  test('settings are bytes under names, outside the log', async (t, store) => {
    t.equal(store.settings.get('ca'), undefined)
    await store.settings.change({ ca: Buffer.from('one') })
    await store.settings.change({ ['__proto__']: Buffer.alloc(0) })
    t.same(store.settings.get('ca'), Buffer.from('one'))
    await store.settings.change({ ca: Buffer.from('two') })
    t.same(store.settings.get('ca'), Buffer.from('two'))
    t.equal(store.settings.get('__proto__')?.length, 0)
    t.equal(store.settings.get('constructor'), undefined)
    await store.settings.change({ ca: Buffer.from('three'), key: Buffer.from('k') })
    t.same(store.settings.get('ca'), Buffer.from('three'))
    t.same(store.settings.get('key'), Buffer.from('k'))
    await store.settings.change({ ca: undefined, other: Buffer.from('o') })
    t.equal(store.settings.get('ca'), undefined)
    t.same(store.settings.names(), ['__proto__', 'key', 'other'])
    if (!isShared) t.equal(store.revision, 1)
  })

  test('close commits pending writes; later calls are rejected', async (t, store, things) => {
    const seen: string[] = []
    subscribed(things, () => {
      try {
        seen.push(`woken with ${everything(things).length} changes`)
      } catch (error) {
        seen.push(`woken: ${storeCode(error)}`)
      }
    })
    const late: Promise<StoreErrorCode | undefined>[] = []
    subscribed(things, () => late.push(codeOf(create(store, 'late', 'x'))))
    const write = createA(store)
    const closed = store.close()
    t.equal(await codeOf(create(store, 'b', 'x')), 'closed')
    t.equal((await write).revision, 2)
    await closed
    await store.close()
    t.same(seen, ['woken with 1 changes', 'woken: closed'])
    t.same(await Promise.all(late), ['closed', 'closed'])
    t.equal(await codeOf(update(store, 'a', 2, 'x')), 'closed')
    t.equal(await codeOf(remove(store, 'a', 2, 'x')), 'closed')
    const snapshot = { note: '', revision: 1, entries: [] }
    for (const use of [
      () => things.changesAfter(0, 1),
      () => store.collection('/registry/new/'),
      () => store.snapshots.put('s', snapshot),
      () => store.settings.get('ca'),
      () => store.settings.change({ ca: Buffer.alloc(1) }),
    ])
      t.throws(use, { code: 'closed' }, String(use))
    t.equal(rowA(things)?.revision, 2, 'rows in memory can still be read')
    t.same(namesIn(things), ['a'])
  })

  t.test(`${name}: a subscriber's error is thrown later; other subscribers run`, async (t) => {
    const store = await makeStore(t)
    const things = store.collection(PREFIX)
    const later: (() => void)[] = []
    t.intercept(globalThis, 'queueMicrotask', { value: (task: () => void) => later.push(task) })
    let woken = 0
    subscribed(things, () => {
      throw new Error('mistake')
    })
    subscribed(things, () => woken++)
    t.equal((await createA(store)).revision, 2)
    t.equal(woken, 1)
    t.equal(later.length, 1)
    t.throws(() => later[0]?.(), { message: 'mistake' })
    await store.close()
  })

  const text = (row: Row | undefined) => String(row?.value)

  if (isShared) return

  test('a replacement changes all rows except equal ones', async (t, store, things) => {
    const others = store.collection('/registry/others/')
    const a = await createA(store)
    await create(store, 'b', 'y')
    await create(store, 'c', 'z')
    await createOther(store, 'o', 'o')
    const entries = [
      { key: key('a'), value: Buffer.from('x@77') },
      { key: key('b'), value: Buffer.from('new@2') },
      { key: key('d'), value: Buffer.from('d@9') },
    ]
    t.equal(await store.replace!(entries), 5)
    t.equal(rowA(things), a)
    t.equal(text(things.get(key('b'))), `new@${things.get(key('b'))!.revision}`)
    t.equal(things.get(key('c')), undefined)
    t.equal(others.size, 0)
    t.equal(store.revision, 10)
    t.same(namesIn(things), ['a', 'b', 'd'])
    t.equal(await store.replace!(entries), 0)
    t.equal(await store.replace!([...things.list().rows]), 0)
    t.equal(await codeOf(update(store, 'b', 3, 'late')), 'conflict')
    t.equal((await update(store, 'a', 2, 'x2')).revision, 11)
  })

  test('pending writes precede a replacement', async (t, store, things) => {
    const write = createA(store)
    t.equal(await store.replace!([]), 1)
    t.equal((await write).revision, 2)
    t.equal(things.size, 0)
    t.equal(store.revision, 3)
    t.equal((await create(store, 'a', 'again')).revision, 4)
  })

  test('history starts after a replacement, for every collection', async (t, store, things) => {
    const others = store.collection('/registry/others/')
    await createOther(store, 'o', 'o')
    await createA(store)
    const seen: string[] = []
    const read = (collection: Collection, after: number) => () => {
      try {
        seen.push(...everything(collection, after))
      } catch (error) {
        seen.push(storeCode(error))
      }
    }
    subscribed(things, read(things, 3))
    subscribed(others, read(others, 2))
    const passed: string[][] = []
    const stop = subscribed(
      things,
      () => undefined,
      () => passed.push(everything(things, 3)),
    )
    await store.replace!([{ key: '/registry/others/o', value: Buffer.from('o@1') }])
    t.same(seen, ['compacted', 'compacted'])
    t.same(passed, [['delete 4 a=x@4, was x@3 (3)']])
    t.equal(store.compacted, 4)
    t.throws(() => things.list({ revision: 3 }), { code: 'compacted' })
    t.same(everything(things, 4), [])
    stop()
    await store.replace!([])
    t.equal(passed.length, 1)
  })

  test('a replacement with an invalid entry changes nothing', async (t, store, things) => {
    await createA(store)
    const stranger = { key: '/registry/strangers/s', value: Buffer.from('s@1') }
    await t.rejects(store.replace!([stranger]), TypeError)
    t.same(namesIn(things), ['a'])
    t.equal((await create(store, 'b', 'x')).revision > 2, true)
    await store.close()
    await t.rejects(store.replace!([]), { code: 'closed' })
  })

  test('snapshots are stored under names', async (t, store) => {
    const entries = ['b', 'a'].map((name) => ({ key: key(name), value: Buffer.from(`${name}@3`) }))
    const kept = (): object =>
      store.snapshots.entries('one').map(({ key, value }) => [key, String(VALUES.bare(value))])
    store.snapshots.put('one', { note: '{}', revision: 3, entries })
    store.snapshots.put('none', { note: 'empty', revision: 1, entries: [] })
    t.same(store.snapshots.all(), [
      { name: 'none', note: 'empty', revision: 1, size: 0 },
      { name: 'one', note: '{}', revision: 3, size: 2 },
    ])
    t.same(kept(), [
      [key('a'), 'a'],
      [key('b'), 'b'],
    ])
    store.snapshots.put('one', { note: 'again', revision: 4, entries: entries.slice(1) })
    t.same(kept(), [[key('a'), 'a']])
    store.snapshots.add('one', [{ key: key('a'), value: Buffer.from('newer@9') }, entries[0]!])
    t.same(kept(), [
      [key('a'), 'newer'],
      [key('b'), 'b'],
    ])
    const twice = [entries[0]!, { key: key('b'), value: Buffer.from('later@3') }]
    store.snapshots.put('one', { note: '{}', revision: 5, entries: twice })
    t.same(kept(), [[key('b'), 'later']], 'the last entry of a key counts')
    t.throws(() => store.snapshots.add('two', entries), { code: 'unavailable' })
    t.equal(store.snapshots.remove('one'), true)
    t.equal(store.snapshots.remove('one'), false)
    t.same(store.snapshots.entries('one'), [])
    await store.close()
    t.throws(() => store.snapshots.all(), { code: 'closed' })
    t.throws(() => store.snapshots.remove('none'), { code: 'closed' })
  })
}
