/** Folders of lab commands that leave clusters running. */
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

/** Resolves once the clusters have ended and write nothing more. `home`: HOME of those commands. */
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

/** Removes a folder into which a killed program may still write. */
const isRemoved = (folder: string) => {
  try {
    rmSync(folder, { recursive: true, force: true })
    return true
  } catch {
    return false
  }
}

/**
 * A folder of the test, which is HOME or contains it as `home`. Even after a failure, remaining
 * clusters end before the folder is removed: tap runs teardowns in the order of registration, and
 * only the folder tells which clusters exist.
 */
export const labFolder = (t: Test, content: Parameters<Test['testdir']>[0] = {}): string => {
  let folder: string | undefined
  t.teardown(async () => {
    if (folder === undefined) return
    for (const home of [folder, join(folder, 'home')]) await stopAll(home)
    await until(() => isRemoved(folder!), 'the folder is not written any more')
  })
  return (folder = t.testdir(content))
}
