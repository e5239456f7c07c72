/** Compares Go's sigs.k8s.io/yaml and csrlab's reader on random YAML documents. */
import { anyYaml } from '../../test/apimachinery/text/yaml/any-yaml.ts'
import { differences, whyNot } from '../../test/apimachinery/text/yaml/go/compare.ts'
import { Random } from '../../test/fixtures/random.ts'
import { report } from '../kit/program.ts'

const BATCH = 20_000

export const main = async (count: number, seed: number): Promise<boolean> => {
  const reason = whyNot()
  if (reason !== undefined) return report([reason])
  const random = new Random(seed)
  const problems: string[] = []
  for (let done = 0; done < count; done += BATCH) {
    const size = Math.min(BATCH, count - done)
    const different = differences(Array.from({ length: size }, () => anyYaml(random)))
    for (const { document, go, ours } of different)
      problems.push(`${JSON.stringify(document)}\n  go   ${go}\n  ours ${ours}`)
  }
  return report(problems)
}
