import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const SRC = join(import.meta.dirname, '../../../src')

const isOfEtcd = (file: string) => /^storage\/etcd[/.]/.test(file)

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }))

/** Modules imported by lines that match `pattern`, relative to `src/`. */
const imports = (file: string, text: string, pattern: RegExp): readonly string[] =>
  Array.from(text.matchAll(pattern), ([, path]) => join(file, '..', path!))

const STATIC = /^(?!import type ).*\bfrom '(\.[^']*\.ts)'/gm
const WHEN_ASKED = /\bimport\('(\.[^']*\.ts)'\)/g

t.test('other folders import the etcd store only on demand', async (t) => {
  const loading = new Set(sources.map(({ file }) => file).filter(isOfEtcd))
  for (let before = 0; before < loading.size;) {
    before = loading.size
    for (const { file, text } of sources)
      if (imports(file, text, STATIC).some((path) => loading.has(path))) loading.add(file)
  }
  t.same(
    [...loading].filter((file) => !isOfEtcd(file)),
    [],
  )
  t.same(
    sources
      .filter(({ file, text }) =>
        imports(file, text, WHEN_ASKED).some((path) => loading.has(path) && !isOfEtcd(file)),
      )
      .map(({ file }) => file),
    ['server/state.ts'],
  )
  const packages = readFileSync(join(SRC, 'storage/etcd/package.ts'), 'utf8')
  t.match(packages, /^import type .* from '@grpc\/grpc-js'$/m)
})
