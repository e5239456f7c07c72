import t from 'tap'
import { patchAfterMerge } from '../../../src/apimachinery/patch/patch-after-merge.ts'
import { gadget, gadgetSchema, plain } from '../../fixtures/gadget.ts'

const object = gadget({
  metadata: { labels: { a: '1' }, finalizers: ['x'] },
  spec: { mode: 'm', parts: [{ name: 'p', colours: { a: 'red' } }], place: { room: '1' } },
})

t.test("errors show the patch as Go's merge leaves it", async (t) => {
  for (const [patch, left = patch] of [
    // nulls stay, except in new maps
    [{ metadata: { labels: { a: null, b: null } } }],
    [{ metadata: { annotations: { a: null, b: '1' } } }, { metadata: { annotations: { b: '1' } } }],
    [{ spec: { mode: { a: null, b: [{ c: null }] } } }, { spec: { mode: { b: [{}] } } }],
    // directives that the merge applied, some of which stay in the patch
    [{ spec: { $retainKeys: ['mode'], mode: 'n' } }, { spec: { mode: 'n' } }],
    [{ spec: { place: { $patch: 'replace', room: '2' } } }, { spec: { place: { room: '2' } } }],
    [{ spec: { place: { $patch: 'delete' } } }],
    [
      { metadata: { '$setElementOrder/finalizers': ['y', 'x'], finalizers: ['y'] } },
      { metadata: {} },
    ],
    [{ metadata: { '$deleteFromPrimitiveList/finalizers': ['x'] } }],
    // merged and added list items, which keep nulls
    [
      {
        spec: {
          parts: [
            { name: 'p', size: null, colours: { $retainKeys: [] } },
            { name: 'q', size: null },
          ],
        },
      },
      {
        spec: {
          parts: [
            { name: 'p', size: null, colours: {} },
            { name: 'q', size: null },
          ],
        },
      },
    ],
    // a new value that contains a directive
    [
      { spec: { selector: { a: { $patch: 'delete' }, b: '1' } } },
      { spec: { selector: { b: '1' } } },
    ],
    [{ spec: { selector: { $patch: 'delete' } } }],
    [
      { spec: { tags: [{ $patch: 'delete' }, { a: { $patch: 'delete' } }] } },
      { spec: { tags: [{ $patch: 'delete' }, {}] } },
    ],
  ] as const) {
    const before = structuredClone(patch)
    t.strictSame(plain(patchAfterMerge(gadgetSchema, object, patch)), left, JSON.stringify(patch))
    t.strictSame(patch, before)
  }
  t.equal(patchAfterMerge(gadgetSchema, object, null), null)
})
