/** Runs test files in a separate process, with or without a fault in one source. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import ts from 'typescript'

interface Change {
  /** absolute path of the source to change */
  readonly path: string
  readonly start: number
  readonly end: number
  readonly text: string
}

const SHOWN = 200

/** Resolves with the first failure, or a timeout, in one line; undefined if all files pass. */
export const failureOf = (
  files: readonly string[],
  timeoutMs: number,
  change: Change | undefined,
): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--import', './build/loader/register.mjs', 'test/run/one-process.ts', 'mutant'],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
        env: {
          ...process.env,
          TAP: '1',
          TAP_BAIL: '1',
          // no limit by tap: `timeout` below ends the process
          TAP_TIMEOUT: '0',
          TAP_TYPE_STRIP_ONLY: '1',
          CSRLAB_TESTS: JSON.stringify(files),
          ...(change === undefined ? {} : { CSRLAB_MUTANT: JSON.stringify(change) }),
        },
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
      },
    )
    let failure: string | undefined
    let last = ''
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (text: string) => {
      const lines = (last + text).split('\n')
      last = lines.pop()!
      failure ??= lines
        .find((line) => /^\s*not ok/.test(line))
        ?.trim()
        .slice(0, SHOWN)
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(undefined)
      else resolve(failure ?? (signal === null ? `exit code ${code}` : 'too slow'))
    })
  })

const importsOf = (file: string): string[] =>
  ts
    .preProcessFile(readFileSync(file, 'utf8'))
    .importedFiles.map(({ fileName }) => join(dirname(file), fileName))
    .filter((path) => path.endsWith('.ts') && existsSync(path))

const distances = (from: string): Map<string, number> => {
  const found = new Map([[from, 0]])
  for (const [file, distance] of found) {
    for (const path of importsOf(file)) if (!found.has(path)) found.set(path, distance + 1)
  }
  return found
}

/**
 * Returns a function that sorts the tests by their likelihood of failure for a source: first the
 * test with the source's name, then the tests that import the source most directly.
 */
export const likeliestFirst = (tests: readonly string[]): ((source: string) => string[]) => {
  const reached = new Map(tests.map((test) => [test, distances(test)]))
  return (source) => {
    const name = basename(source, '.ts')
    const rank = (test: string): number =>
      basename(test, '.test.ts') === name ? 0 : (reached.get(test)!.get(source) ?? 1_000)
    return tests.toSorted((a, b) => rank(a) - rank(b))
  }
}
