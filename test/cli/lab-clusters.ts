/** Folders for lab commands, which leave clusters running. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { until } from '../fixtures/waits.ts'
import { wordsOf } from '../fixtures/words.ts'
import { type Ended, run } from './process.ts'

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Stops the clusters. Resolves when their processes have ended and no longer write. */
const stopAll = async (data: string) => {
  if (!existsSync(data)) return
  for (const name of readdirSync(data).filter((file) => file.endsWith('.json'))) {
    const { folder } = JSON.parse(readFileSync(join(data, name), 'utf8')) as { folder: string }
    const { pid } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { pid: number }
    process.kill(pid)
    await until(() => !isRunning(pid))
  }
}

/** Returns false if a program still writes into the folder. */
const isRemoved = (folder: string) => {
  try {
    rmSync(folder, { recursive: true, force: true })
    return true
  } catch {
    return false
  }
}

export interface LabDesk {
  readonly cwd: string
  readonly env: Readonly<Record<'HOME' | 'XDG_DATA_HOME' | 'LANG' | 'TMPDIR', string>>
  /** csrlab's data folder below HOME */
  readonly data: string
  /** Runs csrlab. The first argument is split at blanks. */
  readonly csrlab: (...args: readonly string[]) => Promise<Ended>
  readonly lab: (...args: readonly string[]) => Promise<Ended>
}

/**
 * Makes a folder with HOME and TMPDIR. Only this folder tells which clusters run, so a teardown
 * stops them before it removes the folder, even after a failure.
 */
export const labDesk = (t: Test, content: object = {}): LabDesk => {
  let data: string | undefined
  t.teardown(async () => {
    if (data === undefined) return
    await stopAll(data)
    await until(() => isRemoved(cwd), 'the folder to be removed')
  })
  const cwd = t.testdir({ home: {}, tmp: {}, ...content })
  const HOME = join(cwd, 'home')
  const env = { HOME, XDG_DATA_HOME: '', LANG: 'C.UTF-8', TMPDIR: join(cwd, 'tmp') }
  data = join(HOME, '.local', 'share', 'csrlab')
  return {
    cwd,
    env,
    data,
    csrlab: (...args) => run(wordsOf(args), { cwd, env }),
    lab: (...args) => run(['lab', ...wordsOf(args)], { cwd, env }),
  }
}

/** Throws an Error if a command fails. */
export const runIn = (folder: string, env: NodeJS.ProcessEnv, script: string): string =>
  execFileSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env, KUBECONFIG: join(folder, 'kubeconfig') },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 60_000,
  })
