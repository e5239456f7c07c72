import t from 'tap'
import {
  itemElement,
  ListItemError,
  itemsByElement,
} from '../../../src/api/managed-fields/list-items.ts'
import { gadgetLists } from '../../fixtures/gadget.ts'

void t.test('an item is named by its keys, or by itself', async (t) => {
  t.equal(itemElement(gadgetLists.parts, { name: 'a', size: 1 }), 'k:{"name":"a"}')
  t.equal(itemElement(gadgetLists.parts, { name: null }), 'k:{"name":null}')
  t.equal(itemElement(gadgetLists.tags, 'a'), 'v:"a"')
})

void t.test('some items have no name', async (t) => {
  const expected: [keyof typeof gadgetLists, unknown, string][] = [
    ['parts', null, 'associative list with keys may not have a null element'],
    ['parts', 'a', 'associative list with keys may not have non-map elements'],
    [
      'ports',
      { protocol: 'TCP' },
      `associative list with keys has an element that omits key field "number" (and doesn't have default value)`,
    ],
    ['tags', null, "associative list without keys has an element that's an explicit null"],
    ['tags', {}, "associative list without keys has an element that's a map type"],
    ['tags', [], 'not supported: associative list with lists as elements'],
  ]
  for (const [list, item, message] of expected) {
    t.throws(() => itemElement(gadgetLists[list], item), new ListItemError(message))
  }
})

void t.test('items are gathered in order of first appearance', async (t) => {
  const items = itemsByElement(gadgetLists.tags, ['b', 'a', 'b'])
  t.same(
    [...items],
    [
      ['v:"b"', ['b', 'b']],
      ['v:"a"', ['a']],
    ],
  )
})
