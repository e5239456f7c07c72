/** Commands that use the files of a class. A running class notices changes. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { csvText } from '../../apimachinery/text/csv.ts'
import type { Shown } from '../../apimachinery/text/shown.ts'
import { csvRows } from '../../hosting/class/board.ts'
import { peopleIn, readPeople } from '../../hosting/class/people.ts'
import { type ClassWords, counted, wordsOf } from '../../teaching/words/words.ts'
import { servingIn } from '../clusters/serving.ts'
import { endProcess } from '../clusters/stop-command.ts'
import {
  type CommandContext,
  CommandError,
  type CommandLine,
  type CommandResult,
  confirm,
  type Run,
  UsageError,
} from '../kit/index.ts'
import { typedPath } from '../labs/lab-commands.ts'
import {
  type ClassFile,
  dataFolder,
  findClass,
  type FoundClass,
  isServed,
  keepLabs,
  writeClass,
} from './class-file.ts'
import { boardReader } from './read-board.ts'
import { assertSize, labsOfNames, MAX_CLUSTERS, membersOf, newToken } from './class-options.ts'

const changeClass = (
  line: CommandLine,
  { environment, language }: CommandContext,
  change: (
    found: FoundClass,
    say: ClassWords,
  ) => { readonly file: ClassFile; readonly text: string },
): CommandResult => {
  const say = wordsOf(language).class
  const found = findClass(line.values['class'], environment, ' with --class')
  const { file, text } = change(found, say)
  const { name, labs, people } = file
  assertSize(people.length, labs.length)
  writeClass(found.home, file)
  const learners = people.map((one) => ({ id: one.id, name: one.name }))
  return {
    json: { class: name, labs, learners },
    lines: [
      text,
      isServed(found.home) ? say.inAMoment(name) : say.atNextServe(name, found.spelled),
    ],
  }
}

export const addCommand: Run = (line, context) =>
  changeClass(line, context, ({ file }, say) => {
    const { from } = line.values
    const named = line.words.map((word) => `"${word.replaceAll('"', '""')}"`).join('\n')
    const added = [
      ...(named === '' ? [] : readPeople(Buffer.from(named), 'names', MAX_CLUSTERS)),
      ...(from === undefined ? [] : peopleIn(from, MAX_CLUSTERS)),
    ]
    if (added.length === 0) throw new UsageError('name a learner, or a file of names with --from')
    const people = [...file.people, ...membersOf(added, context.entropy)]
    const taken = people.filter(({ id }, at) => people.findIndex((one) => one.id === id) < at)
    if (taken.length > 0)
      throw new CommandError(
        `${file.name} would have several learners with the ids ${taken.map(({ id }) => id).join(', ')}; give the new ones other ids in a second column of the --from file`,
      )
    return {
      file: { ...file, people },
      text: say.added(counted(say, 'learner', added.length), typedPath(file.folder)),
    }
  })

/** Adds labs, each written `+NAME`. */
export const labsCommand: Run = (line, context) =>
  changeClass(line, context, ({ home, file }, say) => {
    const names = line.words.map((word) => {
      if (word.startsWith('+')) return word.slice(1)
      throw new UsageError(`write +${word} to add the lab ${word}; labs cannot be removed`)
    })
    const labs = labsOfNames(names, context.language)
    const present = labs.find(({ name }) => file.labs.includes(name))
    if (present !== undefined)
      throw new CommandError(`${file.name} already has the lab ${present.name}`)
    keepLabs(home, labs)
    const all = [...file.labs, ...labs.map(({ name }) => name)]
    return { file: { ...file, labs: all }, text: say.labsNow(all.join(', ')) }
  })

export const tokenCommand: Run = (line, context) =>
  changeClass(line, context, ({ file }, say) => {
    const [wanted = ''] = line.words
    const { people: all } = file
    const member = all.find(({ id }) => id === wanted)
    if (member === undefined)
      throw new CommandError(
        `${file.name} has no learner ${wanted}; give an id, such as ${all[0]!.id} for ${all[0]!.name}`,
      )
    const [id] = member.token.split('.')
    const token = newToken(context.entropy, id)
    const people = all.map((one) => (one === member ? { ...one, token } : one))
    return {
      file: { ...file, people },
      text: say.newToken(member.name, typedPath(join(file.folder, `${member.id}.txt`))),
    }
  })

export const exportCommand: Run = (line, { environment, language }) => {
  const { rows, labs } = boardReader(findClass(line.words[0], environment), language)()
  const text = csvText([wordsOf(language).class.csv, ...csvRows(rows, labs)])
  // not escaped, to keep the CR of line ends; safe, because names have only visible characters
  return { text: text as Shown, code: 0 }
}

export const deleteCommand: Run = async (line, { environment, language, terminal }) => {
  const say = wordsOf(language).class
  const { home, file } = findClass(line.words[0], environment)
  const { name, folder } = file
  if (!(await confirm(line, terminal, say.askDelete(name), `delete the class ${name}`)))
    return { lines: [say.notDeleted], code: 1 }
  const serving = await servingIn(dataFolder(home))
  await endProcess(name, serving)
  rmSync(home, { recursive: true, force: true })
  return {
    json: { class: name, deleted: true, folder },
    lines: [say.deleted(name, typedPath(folder))],
  }
}
