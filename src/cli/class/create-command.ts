/** `csrlab class create`: makes a class, and serves it. */
import { cpSync, existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { formatTime } from '../../apimachinery/clock.ts'
import { type Shown, shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { systemClock } from '../../server/system.ts'
import { type CommandLine, isForPrograms, UsageError } from '../kit/command-line.ts'
import { clusterOf } from '../../hosting/class/bundle.ts'
import { type ClassWording, classWordingOf } from '../../hosting/class/wording.ts'
import { makeFolder } from '../../storage/folder.ts'
import { CommandError } from '../kit/command-options.ts'
import { checkName } from '../clusters/names.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { typed } from '../labs/lab-commands.ts'
import { languageOfLine } from '../labs/session.ts'
import { emptyWorkFolder } from '../labs/work-folder.ts'
import {
  type ClassFile,
  classHome,
  isServed,
  labFolder,
  readClass,
  workFolder,
  writeClass,
} from './class-file.ts'
import { linesOf } from './fill-class.ts'
import type { OpenClass } from './open-class.ts'
import { runClass } from './run-class.ts'
import { assertSize, labsOfNames, reachOf, readMembers } from './wishes.ts'

const NAME = 'class'

const told = (open: OpenClass, file: ClassFile): Shown =>
  shownJson({
    class: file.name,
    folder: file.folder,
    url: open.url,
    learners: file.people.map((member) => {
      const { id, name } = member
      const { join: joinLine, kubeconfig: kubeconfigLine } = linesOf(open, file, member)
      return {
        id,
        name,
        kubeconfig: join(file.folder, id, 'kubeconfig'),
        join: joinLine,
        kubeconfigLine,
        labs: file.labs.map((lab) => ({
          lab,
          url: `${open.url}/clusters/${clusterOf(id, lab)}`,
          folder: workFolder(file, id, lab),
        })),
      }
    }),
  })

const banner = ({ url }: OpenClass, file: ClassFile, say: ClassWording): Shown =>
  shownLines([
    say.created(file.name, file.people.length, file.labs.length),
    ...say.handOut(typed(file.folder)),
    say.serving(url),
    ...say.nextSteps,
    ...(/^(127\.|::1$|localhost$)/.test(file.reach.host) ? [say.onlyHere] : []),
    '',
  ])

/** Takes away all that lies in a folder, and the folder where it was not there before. */
const takeBack = (folder: string, wasThere: boolean): void => {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder))
    rmSync(join(folder, name), { recursive: true, force: true })
  if (!wasThere) rmdirSync(folder)
}

/** Throws CommandError where there is a class, or a process that makes one. */
const assertFree = (home: string, name: string): void => {
  if (readClass(home) !== undefined || isServed(home))
    throw new CommandError(
      `there is a class ${name} already; choose another name, or csrlab class delete ${name}`,
    )
}

/**
 * Resolves once it serves, and has said so. Throws UsageError, OptionsError, CommandError, LabProblem, ListenError and FileError; then
 * nothing of the class is left.
 */
export const createCommand = async (line: CommandLine, parts: CommandParts): Promise<undefined> => {
  const { environment, terminal, entropy } = parts
  const language = languageOfLine(line, environment)
  const say = classWordingOf(language)
  const [given = NAME] = line.words
  const name = checkName(given)
  const { from, labs: wanted, dir } = line.values
  if (from === undefined)
    throw new UsageError('a class needs its learners: --from people.csv, a name on each line')
  if (wanted === undefined)
    throw new UsageError('a class needs labs: --labs jane,groups; csrlab lab list shows them')
  const people = readMembers(from, entropy)
  const names = wanted.split(',').map((one) => one.trim())
  const labs = labsOfNames(names, language)
  assertSize(people.length, labs.length)
  const reach = reachOf(line)
  const home = classHome(environment, name)
  const folder = resolve(dir ?? name)
  assertFree(home, name)
  const wasThere = existsSync(folder)
  emptyWorkFolder(folder, false)
  rmSync(home, { recursive: true, force: true })
  makeFolder(home)
  for (const lab of labs) cpSync(lab.folder, labFolder(home, lab.name), { recursive: true })
  const file: ClassFile = {
    name,
    created: formatTime(systemClock.now()),
    folder,
    reach,
    labs: labs.map((lab) => lab.name),
    people,
  }
  writeClass(home, file)
  await runClass({ home, file }, parts, {
    say,
    tell: (open) => {
      if (isForPrograms(line)) terminal.write(told(open, file))
      else terminal.print(banner(open, file, say))
    },
    undo: () => {
      takeBack(folder, wasThere)
      rmSync(home, { recursive: true, force: true })
    },
  })
  return undefined
}
