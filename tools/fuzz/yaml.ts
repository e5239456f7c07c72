/** Compares Go's sigs.k8s.io/yaml and csrlab's reader on random YAML documents. */
import { anyYaml } from '../../test/apimachinery/text/yaml/any-yaml.ts'
import { differences, whyNot } from '../../test/apimachinery/text/yaml/go/compare.ts'
import { problemAmong } from '../../test/fixtures/property.ts'
import { report } from '../kit/running.ts'

const BATCH = 20_000

export const main = async (count: number, seed: number): Promise<boolean> => {
  const reason = whyNot()
  if (reason !== undefined) return report([reason])
  const problems: string[] = []
  for (let done = 0; done < count; done += BATCH) {
    const numRuns = Math.min(BATCH, count - done)
    const found = await problemAmong(anyYaml, { numRuns, seed: seed + done }, differences)
    if (found !== undefined) problems.push(`${found.counterexample}\n${found.problem}`)
  }
  return report(problems)
}
