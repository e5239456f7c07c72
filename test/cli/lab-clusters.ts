/** Test folders for lab commands, which leave clusters running. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { until } from '../fixtures/waits.ts'

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/**
 * Stops the clusters. Resolves when they have ended and no longer write. `home`: HOME of the
 * commands.
 */
const stopAll = async (home: string) => {
  const data = join(home, '.local', 'share', 'csrlab')
  if (!existsSync(data)) return
  for (const name of readdirSync(data).filter((file) => file.endsWith('.json'))) {
    const { folder } = JSON.parse(readFileSync(join(data, name), 'utf8')) as { folder: string }
    const { pid } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { pid: number }
    process.kill(pid)
    await until(() => !isRunning(pid))
  }
}

/** Removes a folder; returns false if a program still writes into the folder. */
const isRemoved = (folder: string) => {
  try {
    rmSync(folder, { recursive: true, force: true })
    return true
  } catch {
    return false
  }
}

/**
 * Makes a test's folder, which is HOME or contains HOME as `home`. Even after a failure,
 * remaining clusters are stopped before the folder is removed, since only the folder tells which
 * clusters exist. Therefore the teardown is registered before `testdir` is called.
 */
export const labFolder = (t: Test, content: Parameters<Test['testdir']>[0] = {}): string => {
  let folder: string | undefined
  t.teardown(async () => {
    if (folder === undefined) return
    for (const home of [folder, join(folder, 'home')]) await stopAll(home)
    await until(() => isRemoved(folder!), 'the folder to be removed')
  })
  return (folder = t.testdir(content))
}

/** Runs a script in a lab's folder. Throws an Error if a command fails. */
export const runIn = (folder: string, env: NodeJS.ProcessEnv, script: string): string =>
  execFileSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env, KUBECONFIG: join(folder, 'kubeconfig') },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 60_000,
  })
