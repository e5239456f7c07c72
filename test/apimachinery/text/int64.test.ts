import t from 'tap'
import { parseInt64 } from '../../../src/apimachinery/text/int64.ts'
import { stopwatch } from '../../fixtures/processor-time.ts'

t.test('64-bit integers are parsed from decimal text', async (t) => {
  for (const [text, value] of [
    ['0', 0n],
    ['-0', 0n],
    ['+7', 7n],
    ['0012', 12n],
    ['9223372036854775807', 2n ** 63n - 1n],
    ['9223372036854775808', undefined],
    ['-9223372036854775808', -(2n ** 63n)],
    ['-9223372036854775809', undefined],
    ['1'.repeat(20), undefined],
    [`${'0'.repeat(100)}1`, 1n],
    ['', undefined],
    ['-', undefined],
    ['1.0', undefined],
    ['0x1', undefined],
    ['1_0', undefined],
    [' 1', undefined],
  ] as const) {
    t.equal(parseInt64(text), value, text)
  }
})

t.test('two very long texts are rejected much faster than BigInt parses one', async (t) => {
  const digits = '9'.repeat(1_000_000)
  const zeros = `${'0'.repeat(1_000_000)}x`
  const cost = (task: () => unknown) => {
    const spent = stopwatch()
    task()
    return spent()
  }
  let [ours, whole] = [Infinity, Infinity]
  for (let times = 0; times < 3; times++) {
    ours = Math.min(
      ours,
      cost(() => [digits, zeros].map(parseInt64)),
    )
    whole = Math.min(
      whole,
      cost(() => BigInt(digits)),
    )
  }
  t.ok(ours < whole / 3, `${ours} ms, ${whole} ms`)
})
