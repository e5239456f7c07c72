/** Checks releases.yaml, and the list of gates without effect in docs/compare.md. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { RELEASES_FILE } from '../../../src/apimachinery/release/known-releases.ts'
import { readYamlSource } from '../../../src/apimachinery/text/compiled-yaml.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const releases = readYamlSource(RELEASES_FILE) as {
  readonly name: string
  readonly gates: object
  readonly changes: readonly string[]
}[]

t.test('releases.yaml uses exactly the changes that changes.ts declares', async (t) => {
  const declared = read('src/apimachinery/release/changes.ts').matchAll(/^ {2}\| '(\w+)'$/gm)
  t.same(
    new Set(releases.flatMap(({ changes }) => changes)),
    new Set(Array.from(declared, ([, name]) => name)),
  )
})

t.test(
  'the document lists each gate that the code never checks, with the first release that has it',
  async (t) => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.startsWith('apimachinery/release/'))
      .map((path) => read(join('src', path)))
      .join('\n')
    t.ok(sources.includes(`'ClusterTrustBundle'`))
    const since = new Map<string, string>()
    for (const { name, gates } of releases.toReversed())
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
