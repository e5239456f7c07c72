import { nearest } from '../../../apimachinery/text/nearest.ts'
import { UsageError } from '../errors.ts'
import type { Command, Section } from './command.ts'

export interface NamedCommand {
  readonly command: Command
  readonly path: string
}

export interface FoundCommand extends NamedCommand {
  readonly rest: readonly string[]
}

/** `names`: the commands, or the subcommands of the command in `path`. */
export const unknownCommand = (
  word: string,
  path: string,
  names: readonly string[],
): UsageError => {
  const begun = names.filter((name) => name.startsWith(word))
  const meant = begun.length === 1 ? begun[0] : nearest(word, names)
  const help = path.replace('csrlab', 'csrlab help')
  return new UsageError(
    `${path === 'csrlab' ? 'there is' : `${path} has`} no command ${JSON.stringify(word)}; ${meant === undefined ? '' : `did you mean ${path} ${meant}? `}${help} lists all commands`,
  )
}

/** Finds a command or subcommand. Throws UsageError with a suggestion. */
export const findCommand = (
  sections: readonly Section[],
  words: readonly string[],
): FoundCommand => {
  let known = sections.flatMap(({ commands }) => commands)
  let path = 'csrlab'
  let [word = '', ...rest] = words
  for (;;) {
    const command = known.find(({ name, alias }) => name === word || alias === word)
    if (command === undefined)
      throw unknownCommand(
        word,
        path,
        known.map(({ name }) => name),
      )
    path = `${path} ${command.name}`
    const { verbs = [], run, usage } = command
    const [next] = rest
    const isVerb = next !== undefined && verbs.some(({ name }) => name === next)
    const takesWords = run !== undefined && usage !== undefined
    const mustBeVerb = verbs.length > 0 && !takesWords && next?.startsWith('-') === false
    if (!isVerb && !mustBeVerb) return { command, path, rest }
    known = [...verbs]
    word = next!
    rest = rest.slice(1)
  }
}
