/** The command line and the environment, read into options by the table of flags. Pure. */
import { parseArgs } from 'node:util'
import type { Flag } from '../boot/flag.ts'
import { environmentName, FLAG_LIST, FLAGS, optionName } from '../boot/flags.ts'
import { isOn } from '../boot/option-parsers.ts'
import { OptionsError, type ServerOptions } from '../boot/options.ts'
import type { OptionFiles } from './option-files.ts'

export interface CommandLine {
  readonly help: boolean
  readonly version: boolean
  /** undefined: `kubeconfig` in the data folder, or beside nothing when all is in memory */
  readonly kubeconfig: string | undefined
  readonly options: ServerOptions
  /** what is to be read into options before they are complete */
  readonly files: OptionFiles
}

/** Texts of options, and switches that are on or off, by their names. */
type Values = Partial<Record<string, string | boolean>>

const isSwitch = ({ parser, file }: Flag): boolean => parser === undefined && file === undefined

const typeOf = (flag: Flag): 'string' | 'boolean' => (isSwitch(flag) ? 'boolean' : 'string')

const parse = (args: readonly string[]): Values => {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: Object.fromEntries(FLAG_LIST.map(([name, flag]) => [name, { type: typeOf(flag) }])),
    }).values
  } catch (error) {
    const message =
      error instanceof Error ? error.message.split('. ')[0]!.replace(/\.$/, '') : String(error)
    throw new OptionsError(`${message}; csrlab --help lists the options.`)
  }
}

const fromEnvironment = (environment: Readonly<Record<string, string | undefined>>): Values => {
  const values: Values = {}
  for (const [name, flag] of FLAG_LIST) {
    const variable = environmentName(name)
    const text = environment[variable]
    // as in shell scripts, an empty variable is one that is not set
    if (text !== undefined && text !== '')
      values[name] = isSwitch(flag) ? isOn(variable, text) : text
  }
  return values
}

/** Whether a switch that is usually on stays so: `--no-` and `--faithful` win, but not those of the environment over the command line. */
const isLeftOn = (name: string, ...said: readonly Values[]): boolean => {
  for (const values of said) {
    if (values['faithful'] === true || values[`no-${name}`] === true) return false
    if (values[name] !== undefined) return values[name] === true
  }
  return true
}

/** What was said, where the command line outranks the environment. Throws OptionsError. */
const valuesOf = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Values => {
  const given = parse(args)
  const values = { ...fromEnvironment(environment), ...given }
  if (given['in-memory'] === true && given['data-dir'] === undefined) delete values['data-dir']
  if (given['data-dir'] !== undefined && given['in-memory'] === undefined)
    delete values['in-memory']
  for (const name of ['hints', 'management']) values[name] = isLeftOn(name, given, values)
  if (values['in-memory'] === true && values['data-dir'] !== undefined) {
    throw new OptionsError(
      '--in-memory keeps nothing and --data-dir keeps everything; give one of the two.',
    )
  }
  return values
}

/** An option as its flag reads it, or what it is when nobody says. */
const read = (name: string, { parser, default: usual, ...flag }: Flag, values: Values): unknown => {
  const text = values[name]
  return typeof text === 'string' ? parser?.read(`--${name}`, text) : (flag.usual ?? usual)
}

/** `args` without node and the script. Throws OptionsError with one sentence. */
export const readCommandLine = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine => {
  const values = valuesOf(args, environment)
  const { kubeconfig, ...flags } = FLAGS
  const options = Object.entries<Flag>(flags).flatMap(([name, flag]) =>
    flag.parser === undefined ? [] : [[optionName(name), read(name, flag, values)]],
  )
  return {
    help: values['help'] === true,
    version: values['version'] === true,
    kubeconfig: read('kubeconfig', kubeconfig, values) as string | undefined,
    // an empty name is none, as for the real flags
    files: Object.fromEntries(
      FLAG_LIST.flatMap(([name, { file }]) => {
        const path = values[name]
        return file === undefined || typeof path !== 'string' || path === '' ? [] : [[name, path]]
      }),
    ),
    options: {
      ...(Object.fromEntries(options) as ServerOptions),
      ...(values['in-memory'] === true && { dataDir: undefined }),
      hints: values['hints'] === true,
      management: values['management'] === true,
    },
  }
}
