/** `npm run yaml:go -- [DOCUMENTS [SEED]]`: as many documents of chance as one wants, read by Go and by us. */
import { Random } from '../../../../fixtures/random.ts'
import { anyYaml } from '../any-yaml.ts'
import { differences, whyNot } from './compare.ts'

const BATCH = 20_000

const [count = 200_000, seed = 1] = process.argv.slice(2).map(Number)
const reason = whyNot()
if (reason !== undefined) {
  console.error(reason)
  process.exit(1)
}

const random = new Random(seed)
let found = 0
for (let done = 0; done < count; done += BATCH) {
  const size = Math.min(BATCH, count - done)
  const different = differences(Array.from({ length: size }, () => anyYaml(random)))
  for (const { document, go, ours } of different) {
    if (found++ < 20) console.log(`${JSON.stringify(document)}\n  go   ${go}\n  ours ${ours}`)
  }
  console.log(`${done + size} documents, ${found} read differently`)
}
process.exitCode = found > 0 ? 1 : 0
