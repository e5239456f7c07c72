import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getuid, pid } from 'node:process'
import { isAlive } from './serving.ts'

const PREFIX = 'csrlab-memory-'
const OURS = new RegExp(`^${PREFIX}(\\d+)-\\w{6}$`)

const isMine = (path: string): boolean => {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found?.isDirectory() === true && (getuid === undefined || found.uid === getuid())
}

/** Removes the folders of killed processes. */
const sweep = (): void => {
  for (const name of readdirSync(tmpdir())) {
    const [, owner] = OURS.exec(name) ?? []
    const path = join(tmpdir(), name)
    if (owner !== undefined && !isAlive(Number(owner)) && isMine(path))
      rmSync(path, { recursive: true, force: true })
  }
}

/** Creates a temporary folder that only this user can read. Throws the system's error. */
export const makeMemoryFolder = (): string => {
  sweep()
  return mkdtempSync(join(tmpdir(), `${PREFIX}${pid}-`))
}
