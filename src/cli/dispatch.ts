/** From the words of a command line to the result of the command that they name. */
import { type CommandResult, isForPrograms, UsageError } from './kit/command-line.ts'
import { SECTIONS } from './commands/index.ts'
import { start } from './commands/start.ts'
import type { CommandParts } from './kit/grammar/command.ts'
import { type Found, findCommand } from './kit/grammar/find-command.ts'
import { asksForHelp, readLine } from './kit/grammar/read-line.ts'
import { allHelp, commandHelp, overview } from './help.ts'

/**
 * Whether one of the words is an option that stands for a command of its own: `csrlab --version`.
 */
const standsAlone = (args: readonly string[], ...names: string[]): boolean =>
  args.some((word) => names.includes(word))

/** The command of a line; options alone start a cluster. */
const found = (args: readonly string[]): Found => {
  const [word = ''] = args
  if (word !== '' && !word.startsWith('-')) return findCommand(SECTIONS, args)
  return { found: { command: start, path: 'csrlab' }, rest: args }
}

/**
 * Runs the command that `args` name, the words behind `csrlab`; without one it starts a cluster.
 * Throws UsageError, and what the command throws.
 */
export const runCommand = async (
  args: readonly string[],
  given: Omit<CommandParts, 'sections'>,
): Promise<CommandResult | undefined> => {
  const parts: CommandParts = { ...given, sections: SECTIONS }
  const { found: named, rest } = found(args)
  const { command, path } = named
  const { options, words } = command
  if (path === 'csrlab') {
    if (standsAlone(args, '-V', '--version')) return runCommand(['version'], given)
    if (standsAlone(args, '-h')) return { text: overview(SECTIONS, given.version), code: 0 }
    if (standsAlone(args, '--help')) return { text: allHelp(SECTIONS, given.version), code: 0 }
  }
  if (asksForHelp(rest, options)) return { text: commandHelp(named), code: 0 }
  const { run } = command
  if (run === undefined) {
    const verbs = (command.verbs ?? []).map(({ name }) => name)
    throw new UsageError(`${path} what? It is followed by ${verbs.join(', ')}`)
  }
  const commands =
    path === 'csrlab' ? SECTIONS.flatMap((section) => section.commands.map(({ name }) => name)) : []
  const line = readLine(
    { path, commands, ...(options && { options }), ...(words && { words }) },
    rest,
    given.environment,
  )
  const result = await run(line, parts)
  return result && { ...result, isData: command.isData ?? isForPrograms(line) }
}
