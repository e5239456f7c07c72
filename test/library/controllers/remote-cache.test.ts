import t from 'tap'
import type { KubeObject } from '../../../src/apimachinery/meta.ts'
import { remoteCache } from '../../../src/library/controllers/remote-cache.ts'

const object = (name: string, revision: number, uid = name): KubeObject => ({
  kind: 'Secret',
  apiVersion: 'v1',
  metadata: { name, namespace: 'a', uid, resourceVersion: String(revision) },
})

const open = () => {
  const cache = remoteCache({ apiVersion: 'v1', kind: 'Secret' })
  const read = (cursor: ReturnType<typeof cache.cursor>, limit = 10) =>
    cursor.read(limit).items.map(({ type, row }) => `${type} ${row.key}@${row.revision}`)
  return { cache, read }
}

t.test('a cursor merges changes of the same object; a closed cursor reads nothing', (t) => {
  const { cache, read } = open()
  cache.put(object('x', 1))
  const cursor = cache.cursor()
  let woken = 0
  cursor.start({ wake: () => woken++ })
  cache.put(object('x', 2))
  cache.put(object('y', 3))
  cache.put(object('x', 4))
  t.same(read(cursor), ['ADDED a/y@3', 'MODIFIED a/x@4'])
  t.equal(woken, 3)
  cursor.close()
  cache.put(object('z', 5))
  t.same(read(cursor), [], 'closed')
  t.end()
})

t.test('a new object of the same name does not hide a deletion', (t) => {
  const { cache, read } = open()
  cache.put(object('x', 1))
  const cursor = cache.cursor()
  cursor.start({ wake: () => undefined })
  cache.remove(object('x', 2))
  cache.put(object('x', 3, 'another'))
  cache.remove(object('x', 4, 'another'))
  t.same(read(cursor), ['DELETED a/x@1', 'DELETED a/x@3'])
  cache.remove(object('x', 4))
  t.same(read(cursor), [], 'gone already')
  t.end()
})

t.test('a cursor reads in parts', (t) => {
  const { cache, read } = open()
  for (let i = 0; i < 600; i++) cache.put(object(`x${i}`, i + 1))
  const cursor = cache.cursor()
  t.equal(read(cursor, 400).length, 400)
  t.match(cursor.read(400), { items: { length: 200 }, more: false })
  t.same(cache.get('a/x0'), object('x0', 1))
  t.equal(cache.rows('a').length, 600)
  t.equal(cache.rows('b').length, 0)
  t.equal(cache.lastChange, 600)
  t.end()
})
