import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { shellWord } from '../hints/shell.ts'
import { KUBECONFIG } from './login.ts'

interface ShellResult {
  readonly code: number
  /** stdout and stderr */
  readonly output: string
}

const PATIENCE_MS = 120_000

type Environment = Readonly<Record<string, string | undefined>>

/** Makes a folder with a `csrlab` that runs this version. */
export const csrlabIn = (bin: string, self: readonly string[]): void => {
  const path = join(bin, 'csrlab')
  mkdirSync(bin)
  writeFileSync(path, `#!/bin/sh\nexec ${self.map(shellWord).join(' ')} "$@"\n`)
  chmodSync(path, 0o755)
}

/** Runs a script up to its first failure. `bin`: comes first in PATH. */
export const runScript = (
  script: string,
  folder: string,
  { PATH = '', ...environment }: Environment,
  bin: string,
): Promise<ShellResult> =>
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
