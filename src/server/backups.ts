import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Entropy } from '../apimachinery/entropy.ts'
import type { SqliteStore } from '../storage/sqlite.ts'
import { BACKUP_PREFIX } from '../apiserver/http/endpoints/backup-path.ts'

/**
 * Removes abandoned backups from the data folder. The returned function makes a backup there, and
 * resolves with its file name.
 */
export const backups = (
  file: Pick<SqliteStore, 'backup'>,
  dataDir: string,
  entropy: Entropy,
): (() => Promise<string>) => {
  // somebody may have deleted the folder since the store was opened
  for (const name of existsSync(dataDir) ? readdirSync(dataDir) : [])
    if (name.startsWith(BACKUP_PREFIX)) rmSync(join(dataDir, name), { force: true })
  return async () => {
    const name = `${BACKUP_PREFIX}${entropy.uuid()}.db`
    await file.backup(join(dataDir, name))
    return name
  }
}
