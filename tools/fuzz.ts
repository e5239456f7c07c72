/**
 * Tests with random input: nothing may crash, hang or give a wrong response.
 *
 *   npm run tool -- fuzz api|programs|certificates|yaml [--count N] [--seed N]
 *
 * `--seed` repeats an earlier run.
 */
import { parseArgs } from 'node:util'

const TARGETS = {
  api: () => import('./fuzz/api.ts'),
  programs: () => import('./fuzz/programs.ts'),
  certificates: () => import('./fuzz/certificates.ts'),
  yaml: () => import('./fuzz/yaml.ts'),
}

const isTarget = (name: string): name is keyof typeof TARGETS => name in TARGETS

export const main = async (): Promise<boolean> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      count: { type: 'string', default: '20000' },
      seed: { type: 'string', default: String(Date.now() % 1e9) },
    },
  })
  const [target = ''] = positionals
  if (!isTarget(target)) throw new Error(`name one of ${Object.keys(TARGETS).join(', ')}`)
  console.log(`${target}: ${values.count} inputs, seed ${values.seed}`)
  const fuzzer = await TARGETS[target]()
  return fuzzer.main(Number(values.count), Number(values.seed))
}
