import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { CommandError, type Environment } from '../kit/index.ts'

const isThere = (name: string, path: string): boolean =>
  path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

export const requirePrograms = (
  { PATH = '' }: Environment,
  names: readonly string[] = ['kubectl', 'openssl'],
): void => {
  const missing = names.filter((name) => !isThere(name, PATH))
  if (missing.length === 0) return
  throw new CommandError(
    `${missing.join(' and ')} not found; labs need ${names.join(', ')}: install the missing programs, and add them to PATH`,
    3,
  )
}
