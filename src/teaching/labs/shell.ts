/** Runs commands of a lab as its learner would: bash, in the working folder, with the kubeconfig of the lab. */
import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { KUBECONFIG } from './login.ts'

interface Ran {
  readonly code: number
  /** what was printed, both ways */
  readonly output: string
}

/** The longest that a step may take. */
const PATIENCE_MS = 120_000

type Environment = Readonly<Record<string, string | undefined>>

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`

/** A folder, made anew, with a program `csrlab` that is the command which runs now, whatever PATH has. */
export const csrlabIn = (bin: string, self: readonly string[]): void => {
  const path = join(bin, 'csrlab')
  mkdirSync(bin)
  writeFileSync(path, `#!/bin/sh\nexec ${self.map(quoted).join(' ')} "$@"\n`)
  chmodSync(path, 0o755)
}

/** It ends at the first command that fails. `bin`: a folder of programs that come before all others. */
export const runScript = (
  script: string,
  folder: string,
  { PATH = '', ...environment }: Environment,
  bin: string,
): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(
      'bash',
      ['-euo', 'pipefail', '-c', script],
      {
        cwd: folder,
        timeout: PATIENCE_MS,
        maxBuffer: 16 * 1024 * 1024,
        env: {
          ...environment,
          PATH: `${bin}${delimiter}${PATH}`,
          KUBECONFIG: join(folder, KUBECONFIG),
        },
      },
      (error, out, err) => {
        const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1
        resolve({ code, output: `${out}${err}` })
      },
    )
    child.stdin?.end()
  })
