/** Runs test files as processes of their own, with a fault in one source or with none. */
import { spawn } from 'node:child_process'
import { basename } from 'node:path'

export interface Change {
  /** the source that is changed on its way, an absolute path */
  readonly path: string
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Whether a test file passes within `timeoutMs`; its output is not kept. */
export const passes = (
  file: string,
  timeoutMs: number,
  change: Change | undefined,
): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', './build/loader/register.mjs', file], {
      stdio: 'ignore',
      env: {
        ...process.env,
        TAP_TYPE_STRIP_ONLY: '1',
        ...(change === undefined ? {} : { CSRLAB_MUTANT: JSON.stringify(change) }),
      },
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    })
    child.on('error', reject)
    child.on('exit', (code) => resolve(code === 0))
  })

/** Those that bear the name of the source first: they fail soonest. */
export const likeliestFirst = (tests: readonly string[], source: string): string[] => {
  const name = basename(source, '.ts')
  const rank = (test: string): number => {
    const own = basename(test, '.test.ts')
    if (own === name) return 0
    return name.startsWith(own) || own.startsWith(name) ? 1 : 2
  }
  return tests.toSorted((a, b) => rank(a) - rank(b))
}
