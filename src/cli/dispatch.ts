import { SECTIONS } from './commands/index.ts'
import { commandHelp } from './help.ts'
import { findCommand, type FoundCommand } from './kit/grammar/find-command.ts'
import { asksForHelp, readLine } from './kit/grammar/read-line.ts'
import { type CommandContext, type CommandResult, isForPrograms, UsageError } from './kit/index.ts'
import { typedHere } from './typed-here.ts'

/** Finds the command; options alone start a cluster. */
const found = (args: readonly string[]): FoundCommand => {
  const [word = ''] = args
  if (word !== '' && !word.startsWith('-')) return findCommand(SECTIONS, args)
  const { command } = findCommand(SECTIONS, ['start']).found
  return { found: { command, path: 'csrlab' }, rest: args }
}

/** `args`: the words after `csrlab`. */
export const runCommand = async (
  args: readonly string[],
  given: Omit<CommandContext, 'sections'>,
): Promise<CommandResult | undefined> => {
  const { found: named, rest } = found(args)
  const { command, path } = named
  const { options } = command
  if (path === 'csrlab') {
    if (args.includes('-V') || args.includes('--version')) return runCommand(['version'], given)
    if (args.includes('-h')) return runCommand(['help'], given)
    if (args.includes('--help')) return runCommand(['help', '--all'], given)
  }
  if (asksForHelp(rest, options)) return { text: commandHelp(named), code: 0 }
  const { run } = command
  if (run === undefined) {
    const verbs = (command.verbs ?? []).map(({ name }) => name)
    throw new UsageError(`choose one: ${path} ${verbs.join('|')}`)
  }
  const commands =
    path === 'csrlab' ? SECTIONS.flatMap((section) => section.commands.map(({ name }) => name)) : []
  const line = readLine({ ...command, path, commands }, rest, given.environment)
  const result = await typedHere(run)(line, { ...given, sections: SECTIONS })
  return result && { ...result, isData: command.isData ?? isForPrograms(line) }
}
