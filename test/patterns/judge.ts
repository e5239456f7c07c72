/**
 * Checks that every regular expression in src takes linear time. `recheck` analyses a pattern's
 * automaton; patterns with lookahead or a large automaton cannot be analysed, and must be
 * rewritten. Checking all patterns is slower than any other test, so those in `linear.json` are
 * skipped until the version of recheck changes.
 * `npx tap --snapshot test/patterns/patterns.tools.test.ts` checks all and rewrites that file.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { checkSync as Check } from 'recheck'
import t from 'tap'
import ts from 'typescript'

// recheck in JavaScript, because its native program does not exist for every machine
process.env['RECHECK_BACKEND'] = 'pure'
const { checkSync } = createRequire(import.meta.url)('recheck') as { checkSync: typeof Check }

interface Kept {
  /** version of recheck */
  readonly recheck: string
  /** patterns that it found linear, as written in the source */
  readonly linear: readonly string[]
}

const KEPT = new URL('linear.json', import.meta.url)
const isWriting = process.env['TAP_SNAPSHOT'] === '1'
const { version: recheck } = createRequire(import.meta.url)('recheck/package.json') as {
  version: string
}

interface Pattern {
  readonly source: string
  readonly flags: string
  /** `ca/sans.ts:12`, or `ca/sans.ts` for a pattern made from a string */
  readonly place: string
}

const src = resolve(import.meta.dirname, '../../src')

const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
)

const isMade = (node: ts.Node) =>
  (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
  ts.isIdentifier(node.expression) &&
  node.expression.text === 'RegExp'

/** Returns the literal patterns of a file, and the number of patterns made from strings. */
const patternsIn = (file: string): { written: Pattern[]; made: number } => {
  const text = readFileSync(join(src, file), 'utf8')
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const written: Pattern[] = []
  let made = 0
  const visit = (node: ts.Node) => {
    if (isMade(node)) made++
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/')
      const { line } = parsed.getLineAndCharacterOfPosition(node.getStart())
      written.push({
        source: node.text.slice(1, end),
        flags: node.text.slice(end + 1),
        place: `${file}:${line + 1}`,
      })
    }
    ts.forEachChild(node, visit)
  }
  visit(parsed)
  return { written, made }
}

/** Imports files, and records the patterns that they and other files of src make. */
const madeBy = async (files: readonly string[]): Promise<Pattern[]> => {
  const made: Pattern[] = []
  const { RegExp } = globalThis
  globalThis.RegExp = new Proxy(RegExp, {
    construct: (target, args: ConstructorParameters<typeof RegExp>) => {
      const pattern = new target(...args)
      const caller = new Error().stack?.split('\n')[2] ?? ''
      const file = sources.find((name) => caller.includes(`/src/${name}:`))
      if (file !== undefined)
        made.push({ source: pattern.source, flags: pattern.flags, place: file })
      return pattern
    },
  })
  try {
    for (const file of files) await import(pathToFileURL(join(src, file)).href)
  } finally {
    globalThis.RegExp = RegExp
  }
  return made
}

const problemOf = ({ source, flags }: Pattern): string | undefined => {
  // the other checker of recheck tries texts against a time limit
  const found = checkSync(source, flags, { checker: 'automaton', timeout: null })
  if (found.status === 'vulnerable')
    return `${found.complexity.summary}, for example with ${found.attack.pattern}`
  return found.status === 'unknown' ? `it cannot be judged: ${found.error.kind}` : undefined
}

t.test('linear, quadratic, exponential and unjudgeable patterns are recognized', (t) => {
  t.match(problemOf({ source: 'x+$', flags: '', place: '' }), /^2nd degree polynomial/)
  t.match(problemOf({ source: '^(a|a)*$', flags: '', place: '' }), /^exponential/)
  t.match(problemOf({ source: '^(?=.*b)a', flags: '', place: '' }), /cannot be judged/)
  t.equal(problemOf({ source: '^x+$', flags: '', place: '' }), undefined)
  t.end()
})

t.test('every regular expression takes linear time', async (t) => {
  const found = sources.map((file) => ({ file, ...patternsIn(file) }))
  const makers = found.filter(({ made }) => made > 0)
  const made = await madeBy(makers.map(({ file }) => file))
  for (const maker of makers) {
    const known = made.filter(({ place }) => place === maker.file)
    // esbuild also writes `new RegExp` for literals that Node 20 cannot parse
    t.ok(known.length >= maker.made, `${maker.file} makes its patterns when it is loaded`)
  }
  const patterns = [...found.flatMap(({ written }) => written), ...made]
  t.ok(patterns.length > 150, `${patterns.length} patterns`)
  const kept = JSON.parse(readFileSync(KEPT, 'utf8')) as Kept
  const known = isWriting || kept.recheck !== recheck ? [] : kept.linear
  const judged = new Map<string, string | undefined>(known.map((key) => [key, undefined]))
  const problems = patterns.flatMap((pattern) => {
    const key = `/${pattern.source}/${pattern.flags}`
    if (!judged.has(key)) judged.set(key, problemOf(pattern))
    const problem = judged.get(key)
    return problem === undefined ? [] : [`${pattern.place} ${key}: ${problem}`]
  })
  t.same(problems, [])
  if (!isWriting) return
  const linear = [...judged].flatMap(([key, problem]) => (problem === undefined ? [key] : []))
  writeFileSync(KEPT, `${JSON.stringify({ recheck, linear: linear.sort() }, null, 2)}\n`)
})
