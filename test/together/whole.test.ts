/** No test file is forgotten, and none runs twice. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ROOMS } from './rooms.ts'
import { everyTestFile, testFiles } from './together.ts'

interface Package {
  readonly scripts: Readonly<Record<string, string>>
  readonly tap: { readonly include: readonly string[]; readonly exclude: readonly string[] }
}

const { scripts, tap } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
) as Package

/** Of a glob with stars and one level of braces, as package.json has them. */
const matcher = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replaceAll('.', '\\.')
      .replaceAll('*', '[^/]*')
      .replace(/\{(.*)\}/, (_, names: string) => `(?:${names.replaceAll(',', '|')})`)}$`,
  )

const matches = (globs: readonly string[], file: string): boolean =>
  globs.some((glob) => matcher(glob).test(file))

/** Scripts that run what is in others as well. */
const AGAIN = new Set(['test:sqlite'])

t.test('each test file runs once, in a room, by itself or by a script', (t) => {
  const inRooms = Object.values(ROOMS).flatMap(testFiles)
  const byScripts = Object.entries(scripts)
    .filter(([name]) => !AGAIN.has(name))
    .map(([, command]) => /^tap (.*)$/.exec(command)?.[1]?.split(' '))
    .filter((globs) => globs !== undefined)
  for (const file of everyTestFile()) {
    const path = `test/${file}`
    const isAlone = matches(tap.include, path) && !matches(tap.exclude, path)
    const times =
      inRooms.filter((name) => name === file).length +
      Number(isAlone) +
      byScripts.filter((globs) => matches(globs, path)).length
    t.equal(times, 1, file)
  }
  t.end()
})

t.test('in a room, no file leaves hooks to the others', (t) => {
  for (const file of Object.values(ROOMS).flatMap(testFiles)) {
    const text = readFileSync(join(import.meta.dirname, '..', file), 'utf8')
    t.notMatch(text, /^t\.(?:beforeEach|afterEach|jobs|plan)\b/m, file)
  }
  t.end()
})
