import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { shownJson } from '../../apimachinery/text/shown.ts'
import { type ClassWords, wordsOf } from '../../teaching/words/words.ts'
import { startError } from '../../server/start-error.ts'
import { LabProblem } from '../../teaching/labs/lab-problem.ts'
import { servingIn } from '../clusters/serving.ts'
import { type CommandContext, CommandError, type CommandLine, isForPrograms } from '../kit/index.ts'
import { type ClassFile, classPath, dataFolder, type FoundClass, readClass } from './class-file.ts'
import { classWatcher } from './class-watcher.ts'
import { fillClass } from './fill-class.ts'
import { joinLine } from './hand-out.ts'
import { type OpenClass, openClass } from './open-class.ts'

const INTERVAL_MS = 1000

const classJson = ({ url, caPem }: OpenClass, { name, folder, people }: ClassFile): object => ({
  class: name,
  folder,
  url,
  learners: people.map(({ id, name: learner, token }) => ({
    id,
    name: learner,
    join: joinLine(url, token, caPem),
    kubeconfig: join(folder, id, 'kubeconfig'),
  })),
})

const markOf = (home: string): number =>
  statSync(classPath(home), { throwIfNoEntry: false })?.mtimeMs ?? 0

const assertUnserved = async ({ home, file }: FoundClass): Promise<void> => {
  const serving = await servingIn(dataFolder(home))
  if (serving !== undefined)
    throw new CommandError(
      `the class ${file.name} is already running at ${serving.url}; its process is ${serving.pid}`,
    )
}

/** Until stopped, watches the learners, and applies changes of `class.json`. */
const keepLooking = async (
  open: OpenClass,
  fill: (file: ClassFile) => Promise<void>,
  { terminal, signal }: Pick<CommandContext, 'terminal'> & { readonly signal: AbortSignal },
): Promise<void> => {
  const { home } = open
  const watcher = classWatcher(open)
  watcher.cover(readClass(home)!)
  let mark = markOf(home)
  while (!signal.aborted) {
    const changed = markOf(home)
    const file = changed === mark ? undefined : readClass(home)
    mark = changed
    if (file !== undefined) {
      try {
        await fill(file)
      } catch (error) {
        if (!(error instanceof LabProblem)) throw error
        terminal.warn(`csrlab: ${error.message}`.split('\n'))
      }
      watcher.cover(file)
    }
    await watcher.look()
    await setTimeout(INTERVAL_MS, undefined, { signal }).catch(() => undefined)
  }
}

/**
 * Resolves once the class is being served. `undo`: removes the files of a class that fails to
 * start. Throws CommandError, LabProblem, ListenError, FileError and the errors of `createHost`.
 */
export const runClass = async (
  found: FoundClass,
  line: CommandLine,
  { terminal, process: control, language }: CommandContext,
  tell: (url: string, say: ClassWords) => readonly string[],
  undo?: () => void,
): Promise<undefined> => {
  const { home, file } = found
  const say = wordsOf(language).class
  await assertUnserved(found)
  const ending = new AbortController()
  const { signal } = ending
  const progress = (at: number, all: number): void => terminal.progress(say.making(at, all))
  const fill = async (open: OpenClass, wanted: ClassFile): Promise<void> => {
    try {
      await fillClass(open, wanted, { language, tell: progress, signal })
    } finally {
      terminal.progress(undefined)
    }
  }
  const making = (async () => {
    const open = await openClass(found)
    try {
      await fill(open, file)
      return open
    } catch (error) {
      await open.close()
      throw error
    }
  })()
  let looking: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    ending.abort()
    const open = await making.catch(() => undefined)
    await looking?.catch(() => undefined)
    await open?.close()
    terminal.progress(undefined)
    if (looking !== undefined) terminal.print([say.stopped(found.spelled, file.name)])
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
        undo === undefined ? 'stopped' : 'stopped; nothing is left of the class',
      )
    throw error
  }
  if (isForPrograms(line)) terminal.write(shownJson(classJson(open, file)))
  else terminal.print(tell(open.url, say))
  looking = keepLooking(open, (changed) => fill(open, changed), { terminal, signal })
  // an error, such as an unwritable folder, ends the class
  looking.catch((error: unknown) => {
    if (!signal.aborted)
      control.fail(error instanceof Error ? error : new Error(String(error)), stop())
  })
}
