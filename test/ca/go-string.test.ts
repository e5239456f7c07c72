import { isUtf8 } from 'node:buffer'
import t from 'tap'
import { goString } from '../../src/ca/go-string.ts'
import { Random } from '../fixtures/random.ts'

const hex = (digits: string): Buffer => Buffer.from(digits, 'hex')

void t.test('UTF-8 is text', (t) => {
  for (const text of ['', 'jane', 'é', '中文', '😀', '\0', '\ufffd'])
    t.equal(goString(Buffer.from(text)), text)
  t.end()
})

void t.test('what is no UTF-8 is written as U+FFFD for each byte, as Go writes it', (t) => {
  const cases: [string, string][] = [
    ['e9', '\ufffd'],
    ['6ae96b', 'j\ufffdk'],
    ['c3a9e9', 'é\ufffd'],
    // a character that is cut off, one in too many bytes, half a surrogate pair, and one beyond the last
    ['e4b8', '\ufffd\ufffd'],
    ['c0af', '\ufffd\ufffd'],
    ['eda080', '\ufffd\ufffd\ufffd'],
    ['f4908080', '\ufffd\ufffd\ufffd\ufffd'],
  ]
  for (const [bytes, expected] of cases)
    t.equal(Buffer.from(goString(hex(bytes))).toString(), expected)
  t.end()
})

void t.test('two names of different bytes are two names', (t) => {
  const random = new Random(61)
  const seen = new Map<string, string>()
  const bytes = [0x61, 0xe9, 0xea, 0xc3, 0xa9, 0xe4, 0xb8, 0xad, 0xed, 0xef, 0xbf, 0xbd, 0xf0, 0xff]
  for (let i = 0; i < 5000; i++) {
    const some = Buffer.from(
      Array.from({ length: 1 + random.int(4) }, () => bytes[random.int(bytes.length)]!),
    )
    const name = goString(some)
    const before = seen.get(name)
    if (before !== undefined && before !== some.toString('hex'))
      t.fail(`${before} is ${some.toString('hex')}`)
    seen.set(name, some.toString('hex'))
  }
  t.ok([...seen.values()].some((some) => !isUtf8(hex(some))))
  t.end()
})
