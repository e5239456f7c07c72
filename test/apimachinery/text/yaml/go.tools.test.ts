import t from 'tap'
import { problemAmong } from '../../../fixtures/property.ts'
import { anyYaml } from './any-yaml.ts'
import { differences, whyNot } from './go/compare.ts'

const reason = process.env['CSRLAB_REQUIRE_KUBECTL'] === '1' ? undefined : whyNot()

// Go compiles its packages on first use
t.setTimeout(600_000)

/** `npm run tool -- fuzz yaml` compares any number of documents. */
t.test('our reader parses random documents like Go', { skip: reason ?? false }, async (t) => {
  t.strictSame(await problemAmong(anyYaml, { numRuns: 20_000 }, differences), undefined)
})
