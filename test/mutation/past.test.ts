/** Faults that the tests once did not see: each is made again, and seen by the test of its place. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { failureOf } from './tests.ts'

/** A source, its test, a text that stands once in the source, and what it becomes. */
type Fault = readonly [source: string, test: string, before: string, after: string]

const FAULTS: readonly Fault[] = [
  ['src/ca/der.ts', 'test/ca/der.test.ts', 'length < 0x80 || ', ''],
  ['src/ca/der.ts', 'test/ca/der.test.ts', ' || length < 2 ** (8 * (count - 1))', ''],
  ['src/ca/asn1.ts', 'test/ca/asn1.test.ts', 'length >= 1 << 23', 'length > 1 << 23'],
  [
    'src/ca/signature-scheme.ts',
    'test/ca/authority.test.ts',
    'modulusLength < 1024',
    'modulusLength <= 1024',
  ],
  [
    'src/registry/list.ts',
    'test/registry/list.test.ts',
    'range.revision < oldest',
    'range.revision <= oldest',
  ],
  [
    'src/http/handlers/watch-stream.ts',
    'test/http/wire/watches.test.ts',
    'timeout > LAST_BOOKMARK_MS',
    'true',
  ],
  [
    'src/hints/accept/lifetime-cut.ts',
    'test/hints/accept/lifetime-cut.test.ts',
    'granted < asked',
    'granted <= asked',
  ],
  [
    'src/hints/refused/no-rule.ts',
    'test/hints/refused/no-rule.test.ts',
    'readable.has(binding.namespace) && ',
    '',
  ],
  ['src/hints/plugin.ts', 'test/hints/plugin.test.ts', 'if (!context.dryRun) bury', 'bury'],
  ['src/hints/plugin.ts', 'test/hints/plugin.test.ts', ' || has(oldObject as CSR, decision)', ''],
  ['src/hints/nearest.ts', 'test/hints/nearest.test.ts', 'distance - 1', 'distance'],
]

for (const [source, test, before, after] of FAULTS) {
  void t.test(`${source}: ${before} → ${after === '' ? 'nothing' : after}`, async (t) => {
    const path = resolve(source)
    const text = readFileSync(path, 'utf8')
    const start = text.indexOf(before)
    t.ok(
      start >= 0 && start === text.lastIndexOf(before),
      'stands there once: say it anew here when it changes',
    )
    const change = { path, start, end: start + before.length, text: after }
    t.match(await failureOf([test], 60_000, change), /^not ok/)
  })
}
