/** Copies of the state of a running server, put beside it for `csrlab backup` to take away. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Entropy } from '../apimachinery/entropy.ts'
import { BACKUP_PREFIX } from '../apiserver/http/endpoints/backup-path.ts'

/** Removes abandoned copies, and returns a function that makes a copy and resolves with its file name. */
export const backups = (
  backup: (destination: string) => Promise<void>,
  dataDir: string,
  entropy: Entropy,
): (() => Promise<string>) => {
  // the folder may have been deleted by now, which the start tells in the end
  for (const name of existsSync(dataDir) ? readdirSync(dataDir) : [])
    if (name.startsWith(BACKUP_PREFIX)) rmSync(join(dataDir, name), { force: true })
  const copy = async (): Promise<string> => {
    const name = `${BACKUP_PREFIX}${entropy.uuid()}.db`
    await backup(join(dataDir, name))
    return name
  }
  let last: Promise<unknown> = Promise.resolve()
  return () => {
    const made = last.then(copy, copy)
    last = made
    return made
  }
}
