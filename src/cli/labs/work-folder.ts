/** The working folder of a learner. Its files are set aside, never deleted. */
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { cannotWrite, CommandError } from '../kit/index.ts'

export const isSetAside = (name: string): boolean => /^before-\d+$/.test(name)

/** Moves files into a new folder `before-1`, `before-2` … beside them. */
const setAside = (folder: string, names: readonly string[]): void => {
  let number = 1
  while (existsSync(join(folder, `before-${number}`))) number += 1
  const aside = join(folder, `before-${number}`)
  mkdirSync(aside)
  for (const name of names) renameSync(join(folder, name), join(aside, name))
}

/**
 * Makes the folder. If the folder has files: with `isOurs`, sets the files aside; otherwise throws
 * CommandError.
 */
export const emptyWorkFolder = (folder: string, isOurs: boolean): void => {
  try {
    mkdirSync(folder, { recursive: true })
    const names = readdirSync(folder).filter((name) => !isSetAside(name))
    if (names.length === 0) return
    if (isOurs) return setAside(folder, names)
  } catch (error) {
    throw cannotWrite(folder, error, 'choose another folder with --dir')
  }
  throw new CommandError(`${folder} exists and is not empty; choose another folder with --dir`, 3)
}
