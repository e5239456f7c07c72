import t from 'tap'
import { BYTES_HELD, STRANGERS, strangers } from '../../tools/strangers.ts'

/**
 * Maximum memory left per request, in bytes. Most requests have longer padding, so the test fails
 * if they are retained. With few requests, most of the memory is V8's own compilation data.
 */
const BYTES = 3000

for (const [isInCluster, where] of [
  [false, 'a server'],
  [true, 'a cluster of a host'],
] as const) {
  void t.test(`strangers leave little memory behind in ${where}`, async (t) => {
    const left = await strangers({ count: 32, isInCluster })
    t.ok(left.length >= Object.keys(STRANGERS).length)
    for (const { kind, each, held } of left) {
      t.ok(each < BYTES, `${kind}: ${each.toFixed(0)} bytes each`)
      t.ok(held < BYTES_HELD, `${kind}: ${held} bytes in all`)
    }
  })
}
