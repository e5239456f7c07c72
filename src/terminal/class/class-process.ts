/** Which process serves a class: one at a time. */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pid } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { keepPrivateFile, readIfThere } from '../../boot/files.ts'
import { CommandError } from '../../upkeep/command-options.ts'
import { isAlive } from '../clusters/serving.ts'
import type { CommandParts } from '../grammar/command.ts'
import { readClass } from './class-file.ts'

const FILE = 'pid'
const INTERVAL_MS = 25
const PATIENCE_MS = 30_000

const pathIn = (home: string): string => join(home, FILE)

/** The process that serves it; undefined: none does. */
export const servingPid = (home: string): number | undefined => {
  const found = Number(readIfThere(pathIn(home)) ?? NaN)
  return Number.isSafeInteger(found) && found !== pid && isAlive(found) ? found : undefined
}

/** From now on it is this process. Throws CommandError where another one serves it, and FileError. */
export const claimProcess = (home: string, name: string): void => {
  const other = servingPid(home)
  if (other !== undefined)
    throw new CommandError(`the class ${name} is served already; its process is ${other}`)
  keepPrivateFile(pathIn(home), `${pid}\n`)
}

/** Makes the folder of a new class; what a killed process has left of one that was never finished goes. Throws CommandError and FileError. */
export const claimClass = (home: string, name: string): void => {
  if (existsSync(home)) {
    if (readClass(home) !== undefined)
      throw new CommandError(
        `there is a class ${name} already; choose another name, or csrlab class delete ${name}`,
      )
    claimProcess(home, name)
    rmSync(home, { recursive: true, force: true })
  }
  mkdirSync(home, { mode: 0o700 })
  claimProcess(home, name)
}

export const releaseClass = (home: string): void => rmSync(pathIn(home), { force: true })

/** Ends the process that serves it, as Ctrl-C does. Throws CommandError where it does not end. */
export const stopClass = async (
  home: string,
  name: string,
  stopwatch: CommandParts['stopwatch'],
): Promise<void> => {
  const other = servingPid(home)
  if (other === undefined) return
  process.kill(other, 'SIGTERM')
  const until = stopwatch() + PATIENCE_MS
  while (isAlive(other)) {
    if (stopwatch() > until)
      throw new CommandError(`the class ${name} does not end; its process is ${other}`, 3)
    await setTimeout(INTERVAL_MS)
  }
}
