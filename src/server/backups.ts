import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Entropy } from '../apimachinery/entropy.ts'
import type { SqliteStore } from '../storage/sqlite.ts'
import { BACKUP_PREFIX } from '../apiserver/http/endpoints/backup-path.ts'

/** Removes abandoned copies. The returned function makes a copy and resolves with its file name. */
export const backups = (
  file: Pick<SqliteStore, 'backup'>,
  dataDir: string,
  entropy: Entropy,
): (() => Promise<string>) => {
  // a later phase of startup reports a missing folder
  for (const name of existsSync(dataDir) ? readdirSync(dataDir) : [])
    if (name.startsWith(BACKUP_PREFIX)) rmSync(join(dataDir, name), { force: true })
  return async () => {
    const name = `${BACKUP_PREFIX}${entropy.uuid()}.db`
    await file.backup(join(dataDir, name))
    return name
  }
}
