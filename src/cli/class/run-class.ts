/** Serves a class: fills it with what its file says, again whenever that changes, and looks how far everybody is. */
import { statSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { shownLines } from '../../apimachinery/text/shown.ts'
import { startError } from '../../server/start-error.ts'
import { systemClock } from '../../server/system.ts'
import type { ClassWording } from '../../hosting/class/wording.ts'
import { LabProblem } from '../../teaching/labs/lab-problem.ts'
import { CommandError } from '../kit/command-options.ts'
import { servingIn } from '../clusters/serving.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { type ClassFile, classPath, dataFolder, type FoundClass, readClass } from './class-file.ts'
import { fillClass, orderAllFaults } from './fill-class.ts'
import { Keeper } from './keeper.ts'
import { type OpenClass, openClass } from './open-class.ts'

const INTERVAL_MS = 1000

const markOf = (home: string): number =>
  statSync(classPath(home), { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Throws CommandError where another process serves the class. */
const assertUnserved = async ({ home, file }: FoundClass): Promise<void> => {
  const serving = await servingIn(dataFolder(home))
  if (serving !== undefined)
    throw new CommandError(
      `the class ${file.name} is served already, at ${serving.url}; its process is ${serving.pid}`,
    )
}

/** Looks until it is stopped, and takes up changes of the class's file. */
const keepLooking = async (
  open: OpenClass,
  fill: (file: ClassFile) => Promise<void>,
  { terminal, signal }: Pick<CommandParts, 'terminal'> & { readonly signal: AbortSignal },
): Promise<void> => {
  const { home } = open
  const keeper = new Keeper(open, () => systemClock.now())
  keeper.cover(readClass(home)!)
  let mark = markOf(home)
  try {
    while (!signal.aborted) {
      const changed = markOf(home)
      const file = changed === mark ? undefined : readClass(home)
      mark = changed
      if (file !== undefined) {
        try {
          await fill(file)
        } catch (error) {
          if (!(error instanceof LabProblem)) throw error
          terminal.warn(shownLines([`csrlab: ${error.message}`, '']))
        }
        keeper.cover(file)
      }
      await keeper.look()
      await setTimeout(INTERVAL_MS, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    keeper.close()
  }
}

/**
 * Resolves once the class serves and is complete. `tell`: says so. `undo`: takes back what a command has made, if that does not come
 * about. Throws CommandError, LabProblem, ListenError, FileError and what `createHost` throws.
 */
export const runClass = async (
  found: FoundClass,
  { terminal, process: control }: Pick<CommandParts, 'terminal' | 'process'>,
  {
    say,
    tell,
    undo,
  }: {
    readonly say: ClassWording
    readonly tell: (open: OpenClass) => void
    readonly undo?: () => void
  },
): Promise<void> => {
  const { home, file } = found
  await assertUnserved(found)
  const ending = new AbortController()
  const { signal } = ending
  const progress = (at: number, all: number): void =>
    terminal.progress(shownLines([say.making(at, all)]))
  const fill = async (open: OpenClass, wanted: ClassFile): Promise<void> => {
    try {
      await fillClass(open, wanted, { say, tell: progress, signal })
    } finally {
      terminal.progress(undefined)
    }
  }
  const making = (async () => {
    const open = await openClass(found)
    try {
      await fill(open, file)
      await orderAllFaults(open, file)
      return open
    } catch (error) {
      await open.close()
      throw error
    }
  })()
  let looking: Promise<void> = Promise.resolve()
  let isMade = false
  const stop = async (): Promise<void> => {
    ending.abort()
    const open = await making.catch(() => undefined)
    await looking.catch(() => undefined)
    await open?.close()
    terminal.progress(undefined)
    if (isMade) terminal.print(shownLines([say.stopped(file.name), '']))
  }
  control.onStop(stop)
  control.onFault((error) => startError(error, { dataDir: dataFolder(home) }))
  let open: OpenClass
  try {
    open = await making
  } catch (error) {
    undo?.()
    if (signal.aborted)
      throw new CommandError(
        undo === undefined ? 'stopped' : 'stopped; nothing of the class is left',
      )
    throw error
  }
  isMade = true
  tell(open)
  looking = keepLooking(open, (changed) => fill(open, changed), { terminal, signal })
  // a folder that cannot be written to any more ends it, with its sentence
  looking.catch((error: unknown) => {
    if (!signal.aborted)
      control.fail(error instanceof Error ? error : new Error(String(error)), stop())
  })
}
