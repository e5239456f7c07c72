/** Parses a command line. Pure. */
import { parseArgs } from 'node:util'
import { nearest } from '../../../apimachinery/text/nearest.ts'
import { environmentName } from '../../../server/flags.ts'
import { isOn } from '../../../server/option-parsers.ts'
import type { CommandLine, Environment } from '../command-line.ts'
import { UsageError } from '../errors.ts'
import type { Command, Option, Options } from './command.ts'
import { unknownCommand } from './find-command.ts'

export type Grammar = Pick<Command, 'options' | 'refused' | 'usage' | 'offer' | 'isCommand'> & {
  /** such as `csrlab lab start` */
  readonly path: string
  /** all commands, or the command's subcommands; they come before the options */
  readonly commands?: readonly string[]
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number]
type OptionToken = Extract<Token, { kind: 'option' }>

const HELP: Options = { help: { short: 'h', help: 'print this help' } }

export const allOptions = (options: Options = {}): Options => ({ ...options, ...HELP })

const tokensOf = (args: readonly string[], options: Options): readonly Token[] =>
  parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, { value, short }]) => [
        name,
        {
          type: value === undefined ? 'boolean' : 'string',
          ...(short !== undefined && { short }),
        },
      ]),
    ),
  }).tokens

/** Works on malformed lines too. */
export const asksForHelp = (args: readonly string[], options?: Options): boolean =>
  tokensOf(args, allOptions(options)).some(
    (token) => token.kind === 'option' && token.name === 'help',
  )

const valueOf = ({ rawName, value, inlineValue }: OptionToken, option: Option): string | true => {
  if (option.value === undefined) {
    if (value === undefined) return true
    throw new UsageError(`${rawName} is a switch and takes no value; write ${rawName} alone`)
  }
  if (value === undefined)
    throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value}`)
  if (!inlineValue && /^-./.test(value))
    throw new UsageError(
      `${rawName} needs a value, and ${value} looks like an option; to use it as the value, write ${rawName}=${value}`,
    )
  const { offer } = option
  if (typeof offer === 'object' && value !== '' && !offer.includes(value))
    throw new UsageError(`${rawName} is ${JSON.stringify(value)}; use one of ${offer.join(', ')}`)
  return value
}

const unknownOption = (name: string, { path, options, refused }: Grammar): UsageError => {
  const bare = name.replace(/^--?/, '')
  if (refused?.names.has(bare) === true)
    return new UsageError(`${path} does not take ${name}: ${refused.reason}`)
  const meant = nearest(bare, Object.keys(allOptions(options)))
  const help = path === 'csrlab' ? 'csrlab --help' : path.replace('csrlab', 'csrlab help')
  return new UsageError(
    `${path === 'csrlab' ? 'there is' : `${path} has`} no option ${name}; ${meant === undefined ? '' : `did you mean --${meant}? `}${help} lists all options`,
  )
}

const checkWords = (
  words: readonly string[],
  { path, usage = '', offer, commands = [] }: Grammar,
): void => {
  const places = usage.split(' ').filter((place) => place !== '')
  const least = places.filter((place) => !place.startsWith('[')).length
  const most = usage.includes('…') ? Infinity : places.length
  const how = `${path} ${usage}`.trimEnd()
  if (words.length < least) throw new UsageError(`an argument is missing: ${how}`)
  const known = typeof offer === 'object' ? offer : words
  const unknown = words.find((word) => !known.includes(word))
  if (unknown !== undefined)
    throw new UsageError(`${JSON.stringify(unknown)} is not one of ${known.join(', ')}: ${how}`)
  if (words.length <= most) return
  const word = words[most]!
  if (commands.includes(word))
    throw new UsageError(`the command comes first: ${path} ${word} [OPTIONS]`)
  if (commands.length > 0) throw unknownCommand(word, path, commands)
  throw new UsageError(
    `unexpected argument ${JSON.stringify(word)}: ${most === 0 ? `${path} takes no arguments` : how}`,
  )
}

/** Throws OptionsError for a switch with an invalid value. */
const fromEnvironment = (
  options: Options,
  environment: Environment,
): readonly (readonly [string, string | boolean])[] =>
  Object.entries(options).flatMap(([name, { value, environment: counts = false }]) => {
    const variable = environmentName(name)
    const text = environment[variable]
    // as in shell scripts, an empty variable counts as unset
    if (!counts || text === undefined || text === '') return []
    return [[name, value === undefined ? isOn(variable, text) : text] as const]
  })

/** `args`: the words after the command's name. Throws UsageError and OptionsError. */
export const readLine = (
  grammar: Grammar,
  args: readonly string[],
  environment: Environment,
): CommandLine => {
  const options = allOptions(grammar.options)
  const words: string[] = []
  const values: Record<string, string> = {}
  const switches: Record<string, boolean> = {}
  const given = new Set<string>()
  const set = (name: string, value: string | boolean): void => {
    if (typeof value === 'string') values[name] = value
    else switches[name] = value
  }
  for (const [name, value] of fromEnvironment(options, environment)) set(name, value)
  let isEnded = false
  for (const token of tokensOf(args, options)) {
    if (token.kind === 'option-terminator') isEnded = true
    else if (token.kind === 'positional') {
      if (grammar.isCommand === true && !isEnded)
        throw new UsageError(`write -- before the command: ${grammar.path} -- ${token.value} …`)
      words.push(token.value)
    } else {
      const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
      if (option === undefined) throw unknownOption(token.rawName, grammar)
      set(token.name, valueOf(token, option))
      given.add(token.name)
    }
  }
  checkWords(words, grammar)
  return { words, values, switches, given }
}
