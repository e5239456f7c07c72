/** `csrlab class add`, `labs` and `token`: change what a class is to be; its server, now or when it is started, makes it so. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import {
  type CommandLine,
  type CommandResult,
  isForPrograms,
  UsageError,
} from '../kit/command-line.ts'
import { readPeople } from '../../hosting/class/people.ts'
import { type ClassWording, classWordingOf } from '../../hosting/class/wording.ts'
import { CommandError } from '../kit/command-options.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { typed } from '../labs/lab-commands.ts'
import { languageOfLine } from '../labs/session.ts'
import {
  type ClassFile,
  findClass,
  type FoundClass,
  isServed,
  labFolder,
  writeClass,
} from './class-file.ts'
import { assertSize, labsOfNames, MAX_PEOPLE, membersOf, newToken, readMembers } from './wishes.ts'

interface Change {
  readonly file: ClassFile
  readonly text: string
}

/** Writes what `change` makes of a class, and says when that comes about. */
const changing = (
  line: CommandLine,
  { environment }: CommandParts,
  change: (found: FoundClass, say: ClassWording, language: string) => Change,
): CommandResult => {
  const language = languageOfLine(line, environment)
  const say = classWordingOf(language)
  const found = findClass(line.values['class'], environment)
  const { home } = found
  const { file, text } = change(found, say, language)
  assertSize(file.people.length, file.labs.length)
  writeClass(home, file)
  const { name, labs, people } = file
  if (isForPrograms(line)) {
    const learners = people.map((one) => ({ id: one.id, name: one.name }))
    return { text: shownJson({ class: name, labs, learners }), code: 0 }
  }
  return { text: shownLines([text, isServed(home) ? say.inAMoment : say.atNextServe, '']), code: 0 }
}

/** Adds learners, by their names or from a file. Throws UsageError, CommandError, LabProblem, OptionsError and FileError. */
export const addCommand = (line: CommandLine, parts: CommandParts): CommandResult =>
  changing(line, parts, ({ file }, say) => {
    const { from } = line.values
    const { entropy } = parts
    const named = line.words.map((word) => `"${word.replaceAll('"', '""')}"`).join('\n')
    const added = [
      ...(named === ''
        ? []
        : membersOf(readPeople(Buffer.from(named), 'names', MAX_PEOPLE), entropy)),
      ...(from === undefined ? [] : readMembers(from, entropy)),
    ]
    if (added.length === 0) throw new UsageError('name a learner, or a file of names with --from')
    const people = [...file.people, ...added]
    const twice = people.find(({ id }, at) => people.findIndex((one) => one.id === id) < at)
    if (twice !== undefined)
      throw new CommandError(
        `${file.name} has a learner with the id ${twice.id} already; give ${twice.name} another one in a second column`,
      )
    return { file: { ...file, people }, text: say.added(added.length, typed(file.folder)) }
  })

/** Adds labs, written `+NAME`. Throws UsageError, CommandError, LabProblem, OptionsError and FileError. */
export const labsCommand = (line: CommandLine, parts: CommandParts): CommandResult =>
  changing(line, parts, ({ home, file }, say, language) => {
    const names = line.words.map((word) => {
      if (word.startsWith('+')) return word.slice(1)
      throw new UsageError(
        `${JSON.stringify(word)}: write +${word} to add a lab; none is taken away`,
      )
    })
    const labs = labsOfNames(names, language)
    const there = labs.find(({ name }) => file.labs.includes(name))
    if (there !== undefined)
      throw new CommandError(`${file.name} has the lab ${there.name} already`)
    for (const lab of labs) cpSync(lab.folder, labFolder(home, lab.name), { recursive: true })
    const all = [...file.labs, ...labs.map(({ name }) => name)]
    return { file: { ...file, labs: all }, text: say.labsNow(all.join(', ')) }
  })

/** Gives a learner another token; the one before is of no use then. Throws CommandError, OptionsError and FileError. */
export const tokenCommand = (line: CommandLine, parts: CommandParts): CommandResult =>
  changing(line, parts, ({ file }, say) => {
    const [wanted = ''] = line.words
    const member = file.people.find(({ id, name }) => id === wanted || name === wanted)
    if (member === undefined)
      throw new CommandError(`${file.name} has no learner ${wanted}; csrlab class board shows them`)
    const [id] = member.token.split('.')
    const token = newToken(parts.entropy, id)
    const people = file.people.map((one) => (one === member ? { ...one, token } : one))
    return {
      file: { ...file, people },
      text: say.newToken(member.name, typed(join(file.folder, `${member.id}.txt`))),
    }
  })
