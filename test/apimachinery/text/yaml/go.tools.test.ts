import t from 'tap'
import { Random } from '../../../fixtures/random.ts'
import { anyYaml } from './any-yaml.ts'
import { differences, whyNot } from './go/compare.ts'

const reason = process.env['CSRLAB_REQUIRE_KUBECTL'] === '1' ? undefined : whyNot()

// Go compiles its packages on first use
t.setTimeout(600_000)

/** `npm run tool -- fuzz yaml` compares any number of documents. */
t.test('documents of chance are read as Go reads them', { skip: reason ?? false }, async (t) => {
  const random = new Random(38)
  const documents = Array.from({ length: 20_000 }, () => anyYaml(random))
  // known differences: fractions as keys use double precision, and empty flow keys
  const found = differences(documents)
  t.ok(found.length < 10, `${found.length} documents differ`)
})
