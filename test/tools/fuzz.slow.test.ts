import t from 'tap'
import { fuzzApi } from '../../tools/fuzz/api.ts'
import { fuzzCertificates } from '../../tools/fuzz/certificates.ts'
import { runPrograms } from '../../tools/fuzz/programs.ts'

for (const [seed, hints] of [
  [1, 'without hints'],
  [2, 'with hints'],
] as const) {
  void t.test(`hostile requests cause no crash or internal error, ${hints}`, async (t) => {
    const { problems, codes } = await fuzzApi({ requests: 400, seed, heavy: false })
    t.same(problems, [])
    for (const code of ['200', '400', '404', '422']) t.ok((codes[code] ?? 0) > 0, code)
  })
}

for (const seed of [1, 2]) {
  void t.test(`random writes keep all invariants, seed ${seed}`, async (t) => {
    const { problems, codes, taken } = await runPrograms({ steps: 150, seed })
    t.same(problems, [])
    for (const code of ['200', '201', '400', '404', '422']) t.ok((codes[code] ?? 0) > 0, code)
    t.ok(Object.keys(taken).length > 20, 'many different requests succeeded')
  })
}

void t.test('mutated certificates and CSRs are parsed or rejected', async (t) => {
  const { refused, slowest } = fuzzCertificates(5000)
  t.ok(refused > 3000, 'many are rejected')
  t.ok(slowest < 1000, 'none is slow')
})
