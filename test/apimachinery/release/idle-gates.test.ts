/** Checks the list of gates without effect in docs/compare.md. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { v134 } from '../../../src/apimachinery/release/v1.34.ts'
import { v135 } from '../../../src/apimachinery/release/v1.35.ts'
import { v136 } from '../../../src/apimachinery/release/v1.36.ts'
import { v137 } from '../../../src/apimachinery/release/v1.37.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

t.test(
  'the document lists each gate that the code never asks for, with the first release that has it',
  async (t) => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.startsWith('release/'))
      .map((path) => read(join('src', path)))
      .join('\n')
    t.ok(sources.includes(`'ClusterTrustBundle'`))
    const since = new Map<string, string>()
    for (const { name, gates } of [v137, v136, v135, v134])
      for (const gate of Object.keys(gates)) since.set(gate, name)
    const idle = [...since].filter(([gate]) => !sources.includes(`'${gate}'`))
    const document = read('docs/compare.md')
    const told = [...document.matchAll(/^- (\d\.\d+): (`(?:.|\n {2})*)$/gm)].flatMap(
      ([, name, gates]) =>
        Array.from(gates!.matchAll(/`(\w+)`/g), ([, gate]) => [gate!, name!] as const),
    )
    t.strictSame(new Map(told), new Map(idle))
  },
)
