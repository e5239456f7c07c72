/** The folder that a learner works in: made empty, and nothing of theirs is ever lost. */
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '../kit/command-options.ts'

/** Whether a folder in a working folder holds what was there before. */
export const isSetAside = (name: string): boolean => /^before-\d+$/.test(name)

/** Moves what is there into a folder beside it, `before-1`, `before-2` … */
const setAside = (folder: string, names: readonly string[]): void => {
  let number = 1
  while (existsSync(join(folder, `before-${number}`))) number += 1
  const aside = join(folder, `before-${number}`)
  mkdirSync(aside)
  for (const name of names) renameSync(join(folder, name), join(aside, name))
}

/** `isOurs`: a lab was there before. Throws CommandError for a folder in which somebody has something else. */
export const emptyWorkFolder = (folder: string, isOurs: boolean): void => {
  try {
    mkdirSync(folder, { recursive: true })
    const names = readdirSync(folder).filter((name) => !isSetAside(name))
    if (names.length === 0) return
    if (isOurs) return setAside(folder, names)
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new CommandError(
      `${folder} cannot be made (${code}); choose another folder with --dir`,
      3,
    )
  }
  throw new CommandError(
    `${folder} is there already, and not empty; choose another folder with --dir`,
    3,
  )
}
