import { SECTIONS } from './commands/index.ts'
import { commandHelp } from './help.ts'
import { findCommand, type FoundCommand } from './kit/grammar/find-command.ts'
import { asksForHelp, readLine } from './kit/grammar/read-line.ts'
import {
  type CommandContext,
  type CommandLine,
  type Environment,
  isForPrograms,
  printed,
  type PrintedResult,
  UsageError,
} from './kit/index.ts'
import { typedHere } from './typed-here.ts'

/** Returns the language of `--lang` or the locale: `ko` for `ko_KR.UTF-8`. */
const languageOf = ({ values: { lang } }: CommandLine, environment: Environment): string => {
  const locale =
    lang ?? (environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '')
  const [, language = 'en'] = /^([a-z]{2,3})(?:[_.@-]|$)/i.exec(locale) ?? []
  return language.toLowerCase()
}

/** Without a command, csrlab starts a cluster. */
const found = (args: readonly string[]): FoundCommand => {
  const [word = ''] = args
  if (word !== '' && !word.startsWith('-')) return findCommand(SECTIONS, args)
  return { ...findCommand(SECTIONS, ['start']), path: 'csrlab', rest: args }
}

/** `-v` is not in the help, but many other programs have it. */
const asksForVersion = (arg: string): boolean => ['-v', '-V', '--version'].includes(arg)

/** `args`: the words after `csrlab`. */
export const runCommand = async (
  args: readonly string[],
  given: Omit<CommandContext, 'sections' | 'language'>,
): Promise<PrintedResult | undefined> => {
  const named = found(args)
  const { command, path, rest } = named
  const { options, verbs = [] } = command
  if (['csrlab', 'csrlab start'].includes(path) && rest.some(asksForVersion))
    return runCommand(['version'], given)
  if (path === 'csrlab') {
    if (args.includes('-h')) return runCommand(['help'], given)
    if (args.includes('--help')) return runCommand(['help', '--all'], given)
  }
  if (asksForHelp(rest, options)) return printed({ lines: commandHelp(named) })
  const { run } = command
  if (run === undefined) {
    const names = verbs.map(({ name }) => name)
    throw new UsageError(`choose one: ${path} ${names.join('|')}`)
  }
  const next = path === 'csrlab' ? SECTIONS.flatMap((section) => section.commands) : verbs
  const commands = next.map(({ name }) => name)
  const { environment } = given
  const line = readLine({ ...command, path, commands }, rest, environment)
  const language = languageOf(line, environment)
  const result = await typedHere(run)(line, { ...given, sections: SECTIONS, language })
  const isForProgram = isForPrograms(line)
  return result && { isData: command.isData ?? isForProgram, ...printed(result, isForProgram) }
}
