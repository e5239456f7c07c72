import t from 'tap'
import { BYTES_HELD, STRANGERS, strangers } from './strangers.ts'

/** With few requests, what V8 learns about its own code counts for more; most requests are longer than this. */
const BYTES = 3000

void t.test('strangers leave nothing behind', async (t) => {
  const left = await strangers({ count: 32 })
  t.equal(left.length, Object.keys(STRANGERS).length)
  for (const { kind, each, held } of left) {
    t.ok(each < BYTES, `${kind}: ${each.toFixed(0)} bytes each`)
    t.ok(held < BYTES_HELD, `${kind}: ${held} bytes in all`)
  }
})
