/** `csrlab class add`, `labs` and `token`: change a class, which its server takes up. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { readPeople } from '../../hosting/class/people.ts'
import { type ClassWording, classWordingOf } from '../../hosting/class/wording.ts'
import type { CommandLine } from '../kit/command-line.ts'
import type { CommandContext } from '../kit/context.ts'
import { CommandError, UsageError } from '../kit/errors.ts'
import { answer, type CommandResult } from '../kit/result.ts'
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
import {
  assertSize,
  labsOfNames,
  MAX_PEOPLE,
  membersOf,
  newToken,
  readMembers,
} from './class-options.ts'

/** Writes a changed class, and tells when the change takes effect. */
const changeClass = (
  line: CommandLine,
  { environment }: CommandContext,
  change: (
    found: FoundClass,
    say: ClassWording,
    language: string,
  ) => { readonly file: ClassFile; readonly text: string },
): CommandResult => {
  const language = languageOfLine(line, environment)
  const say = classWordingOf(language)
  const found = findClass(line.values['class'], environment)
  const { file, text } = change(found, say, language)
  const { name, labs, people } = file
  assertSize(people.length, labs.length)
  writeClass(found.home, file)
  const learners = people.map((one) => ({ id: one.id, name: one.name }))
  return answer(line, { class: name, labs, learners }, () => [
    text,
    isServed(found.home) ? say.inAMoment : say.atNextServe,
  ])
}

/** Throws UsageError, CommandError, LabProblem, OptionsError and FileError. */
export const addCommand = (line: CommandLine, context: CommandContext): CommandResult =>
  changeClass(line, context, ({ file }, say) => {
    const { from } = line.values
    const { entropy } = context
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

/** Adds labs, each written `+NAME`. Throws as {@link addCommand}. */
export const labsCommand = (line: CommandLine, context: CommandContext): CommandResult =>
  changeClass(line, context, ({ home, file }, say, language) => {
    const names = line.words.map((word) => {
      if (word.startsWith('+')) return word.slice(1)
      throw new UsageError(`write +${word} to add the lab ${word}; labs cannot be removed`)
    })
    const labs = labsOfNames(names, language)
    const present = labs.find(({ name }) => file.labs.includes(name))
    if (present !== undefined)
      throw new CommandError(`${file.name} has the lab ${present.name} already`)
    for (const lab of labs) cpSync(lab.folder, labFolder(home, lab.name), { recursive: true })
    const all = [...file.labs, ...labs.map(({ name }) => name)]
    return { file: { ...file, labs: all }, text: say.labsNow(all.join(', ')) }
  })

/** Throws CommandError, OptionsError and FileError. */
export const tokenCommand = (line: CommandLine, context: CommandContext): CommandResult =>
  changeClass(line, context, ({ file }, say) => {
    const [wanted = ''] = line.words
    const member = file.people.find(({ id, name }) => id === wanted || name === wanted)
    if (member === undefined)
      throw new CommandError(`${file.name} has no learner ${wanted}; csrlab class board shows them`)
    const [id] = member.token.split('.')
    const token = newToken(context.entropy, id)
    const people = file.people.map((one) => (one === member ? { ...one, token } : one))
    return {
      file: { ...file, people },
      text: say.newToken(member.name, typed(join(file.folder, `${member.id}.txt`))),
    }
  })
