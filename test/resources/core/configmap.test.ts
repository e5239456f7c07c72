import t from 'tap'
import { configMaps } from '../../../src/resources/core/configmap/resource.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(configMaps)

t.test('data is limited to 1 MiB, counted in bytes', async (t) => {
  t.same(shelf.errorsOf({ data: { a: 'x'.repeat(1_048_576) } }), [])
  const tooLong = ['[]: Too long: may not be more than 1048576 bytes']
  t.same(shelf.errorsOf({ data: { a: 'é'.repeat(524_289) } }), tooLong)
  const binaryData = { a: Buffer.alloc(1_048_577).toString('base64') }
  t.same(shelf.errorsOf({ binaryData }), tooLong)
})
