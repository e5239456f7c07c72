import t from 'tap'
import { PatchedDocument, PointerError } from '../../../src/api/patch/json-pointer.ts'
import { plain } from '../../fixtures/gadget.ts'

void t.test('a pointer leads through objects and lists', async (t) => {
  const document = new PatchedDocument({ a: [{ 'b/c': 1, '~1': 2, '': 3 }] })
  t.equal(document.get('/a/0/b~1c'), 1)
  t.equal(document.get('/a/-1/~01'), 2)
  t.equal(document.get('/a/0/'), 3)
  t.equal(document.get('/a/0/missing'), undefined)
  for (const pointer of ['', 'a', '/a/1', '/a/b', '/a/0/missing/x', '/a/0/b~1c/x']) {
    t.throws(() => document.get(pointer), PointerError, pointer)
  }
})

void t.test('only what is written to is copied, and only once', async (t) => {
  const original = { a: { x: 1 }, b: { y: 1 } }
  const document = new PatchedDocument(original)
  document.add('/a/z', 1)
  const copied = document.get('/a')
  document.replace('/a/x', 2)
  t.equal(document.get('/a'), copied)
  t.equal(document.get('/b'), original.b)
  t.same(plain(document.root), { a: { x: 2, z: 1 }, b: { y: 1 } })
  t.same(original, { a: { x: 1 }, b: { y: 1 } })
})
