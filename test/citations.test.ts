/** Comments cite only readable sources: this repository, RFCs, Kubernetes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

interface Comment {
  readonly file: string
  readonly text: string
}

const COMMENT = /\/\*\*?[^]*?\*\/|(?:^|\s)\/\/[^\n]*(?:\n\s*\/\/[^\n]*)*/g

/** All lines of comments in our code. */
const comments: Comment[] = ['src', 'test', 'build', 'bench', 'tools']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    ),
  )
  // excludes packages of test programs
  .filter((file) => !file.includes('node_modules'))
  .filter((file) => /\.m?ts$|\.mjs$/.test(file) && file !== join('test', basename(import.meta.url)))
  .flatMap((file) =>
    Array.from(readFileSync(join(ROOT, file), 'utf8').matchAll(COMMENT), ([text]) => ({
      file,
      text: text.replace(/\s+(?:\*|\/\/)\s+/g, ' '),
    })),
  )

const found = (pattern: RegExp): { file: string; cited: string; before: string }[] =>
  comments.flatMap(({ file, text }) =>
    Array.from(text.matchAll(pattern), (match) => ({
      file,
      cited: match[0],
      before: text.slice(0, match.index),
    })),
  )

t.test('cited documents exist', (t) => {
  const cited = found(/[\w./-]+\.md\b/g)
  t.ok(cited.length > 20)
  t.same(
    cited.filter(({ cited }) => !existsSync(join(ROOT, cited))),
    [],
    'cited paths are relative to the root of the repository',
  )
  t.end()
})

t.test('sections are cited of published sources only', (t) => {
  const PUBLISHED = /(?:RFC \d+|https:\/\/\S+|X\.\d+|PKCS #\d+),? ?$/
  const cited = found(/\bsections? [\d.]+/g)
  t.ok(cited.length > 3)
  t.same(
    cited.filter(({ before }) => !PUBLISHED.test(before)),
    [],
    'cited URLs are of published sources',
  )
  t.end()
})

t.test('files of Kubernetes are cited in the documented form', (t) => {
  const cited = found(/[\w./-]*\b(?:pkg|plugin|staging)\/[\w./-]+/g)
  t.ok(cited.length > 80)
  t.same(
    cited.filter(({ cited }) => !/^(?:k8s\.io\/[\w-]+\/)?(?:pkg|plugin\/pkg)\//.test(cited)),
    [],
    'citations have the form that docs/reference/README.md defines',
  )
  t.end()
})
