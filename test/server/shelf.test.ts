import t from 'tap'
import { Shelf } from '../../src/server/shelf.ts'

t.test('a shelf that is asked too early says so', async (t) => {
  const shelf = new Shelf()
  t.throws(() => shelf.registries, { message: /before it was stocked/ })
  t.throws(() => shelf.find('pods', 'default', 'a'), { message: /before it was stocked/ })
  shelf.stock([])
  t.same(shelf.registries, [])
  t.throws(() => shelf.registryOf('', 'pods'), { message: 'pods. is not on the shelf' })
})
