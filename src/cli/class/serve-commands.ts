import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { peopleIn } from '../../hosting/class/people.ts'
import { type ClassWords, counted } from '../../teaching/words/words.ts'
import { FLAGS } from '../../server/flags.ts'
import { makeFolder } from '../../storage/folder.ts'
import { readFlags } from '../cluster-line.ts'
import { checkName } from '../clusters/names.ts'
import { CommandError, type Run, UsageError } from '../kit/index.ts'
import { typedPath } from '../labs/lab-commands.ts'
import { emptyWorkFolder } from '../labs/work-folder.ts'
import {
  type ClassFile,
  classHome,
  findClass,
  type FoundClass,
  isServed,
  keepLabs,
  readClass,
  spelledName,
  writeClass,
} from './class-file.ts'
import { assertSize, labsOfNames, MAX_CLUSTERS, membersOf } from './class-options.ts'
import { runClass } from './run-class.ts'

const bannerLines = (url: string, { file, spelled }: FoundClass, say: ClassWords): string[] => [
  say.created(
    file.name,
    counted(say, 'learner', file.people.length),
    counted(say, 'lab', file.labs.length),
  ),
  ...say.handOut(typedPath(file.folder)),
  say.serving(url),
  say.nextSteps(spelled),
  ...(/^(127\.|::1$|localhost$)/.test(file.reach.host ?? FLAGS.host.default) ? [say.onlyHere] : []),
]

const undoFolder = (folder: string, wasThere: boolean): void => {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder))
    rmSync(join(folder, name), { recursive: true, force: true })
  if (!wasThere) rmdirSync(folder)
}

export const createCommand: Run = async (line, context) => {
  const { environment, language } = context
  const name = checkName(line.words[0] ?? 'class')
  const { from, labs: wanted, dir } = line.values
  if (from === undefined)
    throw new UsageError('a class needs learners: --from people.csv, with one name per line')
  if (wanted === undefined)
    throw new UsageError('a class needs labs: --labs jane,groups; csrlab lab list shows them')
  const people = membersOf(peopleIn(from, MAX_CLUSTERS), context.entropy)
  const labs = labsOfNames(
    wanted.split(',').map((one) => one.trim()),
    language,
  )
  assertSize(people.length, labs.length)
  const reach = readFlags(line.values)
  const home = classHome(environment, name)
  if (readClass(home) !== undefined || isServed(home))
    throw new CommandError(
      `the class ${name} already exists; choose another name, or run csrlab class delete ${name}`,
    )
  const folder = resolve(dir ?? name)
  const wasThere = existsSync(folder)
  emptyWorkFolder(folder, false)
  rmSync(home, { recursive: true, force: true })
  makeFolder(home)
  keepLabs(home, labs)
  const file: ClassFile = { name, folder, reach, labs: labs.map((lab) => lab.name), people }
  writeClass(home, file)
  const found = { home, file, spelled: spelledName(name, environment) }
  const undo = (): void => {
    undoFolder(folder, wasThere)
    rmSync(home, { recursive: true, force: true })
  }
  return runClass(found, line, context, (url, say) => bannerLines(url, found, say), undo)
}

export const serveCommand: Run = (line, context) => {
  const found = findClass(line.words[0], context.environment)
  return runClass(found, line, context, (url, say) => [
    say.serving(url),
    say.nextSteps(found.spelled),
  ])
}
