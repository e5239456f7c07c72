import t from 'tap'
import { Random } from '../../../fixtures/random.ts'
import { anyYaml } from './any-yaml.ts'
import { differences, whyNot } from './go/compare.ts'

const reason = process.env['CSRLAB_REQUIRE_KUBECTL'] === '1' ? undefined : whyNot()

// Go's packages are compiled when they are first needed
t.setTimeout(600_000)

/** `npm run tool -- fuzz yaml` reads any number of documents. */
t.test('documents of chance are read as Go reads them', { skip: reason ?? false }, async (t) => {
  const random = new Random(38)
  const documents = Array.from({ length: 20_000 }, () => anyYaml(random))
  // fractions as keys are written in double precision, and an empty flow key is read otherwise
  const found = differences(documents)
  t.ok(found.length < 10, `${found.length} documents differ`)
})
