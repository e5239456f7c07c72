/** The line of a cluster, read into its options by the table of flags. Pure. */
import { CLUSTER_NAME } from '../apiserver/client/kubeconfig.ts'
import type { Flag } from '../server/flag.ts'
import { FLAG_LIST, FLAGS, optionName } from '../server/flags.ts'
import { OptionsError, type ServerOptions } from '../server/options.ts'
import { type CommandLine, isForPrograms } from './kit/command-line.ts'
import type { OptionFiles } from './option-files.ts'

export interface ClusterLine {
  readonly name: string
  /** whether the start is told to a program */
  readonly isForPrograms: boolean
  /** undefined: `kubeconfig` in the data folder, or beside nothing when all is in memory */
  readonly kubeconfig: string | undefined
  readonly options: ServerOptions
  /** whether it holds other clusters */
  readonly isHost: boolean
  /** what is to be read into options before they are complete */
  readonly files: OptionFiles
}

/** Texts of options, and switches that are on or off, by their names. */
type Values = Partial<Record<string, string | boolean>>

/**
 * Whether what is usually on stays so: `--no-` and `--faithful` win, but not those of the
 * environment over the command line.
 */
const isLeftOn = (name: string, ...said: readonly Values[]): boolean => {
  for (const values of said) {
    if (values['faithful'] === true || values[`no-${name}`] === true) return false
    if (values[name] !== undefined) return values[name] !== false
  }
  return true
}

/**
 * The values of the command line and the environment, where the command line wins. Throws
 * OptionsError.
 */
const valuesOf = ({ values: texts, switches, given }: CommandLine): Values => {
  const values: Values = { ...texts, ...switches }
  if (given.has('in-memory') && !given.has('data-dir')) delete values['data-dir']
  if (given.has('data-dir') && !given.has('in-memory')) delete values['in-memory']
  const first = Object.fromEntries([...given].map((name) => [name, values[name]]))
  for (const name of ['hints', 'management'])
    if (!isLeftOn(name, first, values)) values[name] = false
  if (values['in-memory'] === true && values['data-dir'] !== undefined) {
    throw new OptionsError(
      '--in-memory keeps nothing and --data-dir keeps everything; give one of the two.',
    )
  }
  if (values['in-memory'] === true && typeof values['etcd-servers'] === 'string') {
    throw new OptionsError(
      '--in-memory keeps nothing and --etcd-servers keep everything; give one of the two.',
    )
  }
  return values
}

/** An option as its flag reads it, or what it is when nobody says. */
const read = (name: string, { parser, default: usual, ...flag }: Flag, values: Values): unknown => {
  const text = values[name]
  return typeof text === 'string' ? parser?.read(`--${name}`, text) : (flag.usual ?? usual)
}

/** Throws OptionsError with one sentence. */
export const readClusterLine = (line: CommandLine): ClusterLine => {
  const values = valuesOf(line)
  const { kubeconfig, ...flags } = FLAGS
  const options = Object.entries<Flag>(flags).flatMap(([name, flag]) =>
    flag.parser === undefined ? [] : [[optionName(name), read(name, flag, values)]],
  )
  return {
    name: line.values['name'] ?? CLUSTER_NAME,
    isForPrograms: isForPrograms(line),
    isHost: values['clusters'] === true,
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
      ...(values['hints'] === false && { hints: false }),
      management: values['management'] !== false,
      ui: values['ui'] === true,
      uiReadOnly: values['ui-read-only'] === true,
    },
  }
}
