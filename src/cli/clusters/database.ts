import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '../kit/index.ts'

export const DATABASE = 'csrlab.db'

/** Throws CommandError if there is no database. */
export const databaseIn = (folder: string): string => {
  const path = join(folder, DATABASE)
  if (existsSync(path)) return path
  throw new CommandError(`there is no ${DATABASE} in ${folder}; csrlab list shows all clusters`, 3)
}
