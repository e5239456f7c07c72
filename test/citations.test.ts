/** Comments cite only public sources: this repository, standards, Kubernetes. */
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

interface Citation {
  readonly file: string
  readonly cited: string
  readonly before: string
}

const test = (rule: string, form: RegExp, least: number, isGood: (citation: Citation) => boolean) =>
  void t.test(rule, async (t) => {
    const found = comments.flatMap(({ file, text }) =>
      Array.from(text.matchAll(form), (match): Citation => ({
        file,
        cited: match[0],
        before: text.slice(0, match.index),
      })),
    )
    t.ok(found.length > least)
    t.same(
      found.filter((citation) => !isGood(citation)),
      [],
    )
  })

test(
  'cited documents exist at their path from the root of the repository',
  /[\w./-]+\.md\b/g,
  3,
  ({ cited }) => existsSync(join(ROOT, cited)),
)

const PUBLISHED = /(?:RFC \d+|https:\/\/\S+|X\.\d+|PKCS #\d+),? ?$/
test('only sections of published sources are cited', /\bsections? [\d.]+/g, 3, ({ before }) =>
  PUBLISHED.test(before),
)

test(
  'files of Kubernetes are cited in the form that CONTRIBUTING.md defines',
  /[\w./-]*\b(?:pkg|plugin|staging)\/[\w./-]+/g,
  80,
  ({ cited }) => /^(?:k8s\.io\/[\w-]+\/)?(?:pkg|plugin\/pkg)\//.test(cited),
)
