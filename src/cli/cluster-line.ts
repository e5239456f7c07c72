/** Reads the options of a cluster from a command line. Pure. */
import { CLUSTER_NAME } from '../apiserver/client/kubeconfig.ts'
import { FLAG_LIST, optionName } from '../server/flags.ts'
import { OptionsError, type ServerOptions } from '../server/options.ts'
import type { CommandLine } from './kit/index.ts'
import type { OptionFiles } from './option-files.ts'

export type ClusterLine = ReturnType<typeof readClusterLine>

type FlagValues = ServerOptions & { readonly kubeconfig?: string }

type Values = Partial<Record<string, string | boolean>>

/**
 * Tells whether an option that is on by default stays on. The command line takes precedence; within
 * one source, `--no-NAME` and `--faithful` do.
 */
const isLeftOn = (name: string, ...said: readonly Values[]): boolean => {
  for (const values of said) {
    if (values['faithful'] === true || values[`no-${name}`] === true) return false
    if (values[name] !== undefined) return values[name] !== false
  }
  return true
}

/** Merges command line and environment; the command line takes precedence. */
const valuesOf = ({ values: texts, switches, given }: CommandLine): Values => {
  const values: Values = { ...texts, ...switches }
  if (given.has('in-memory') && !given.has('data-dir')) delete values['data-dir']
  if (given.has('data-dir') && !given.has('in-memory')) delete values['in-memory']
  const first = Object.fromEntries([...given].map((name) => [name, values[name]]))
  for (const name of ['hints', 'management'])
    if (!isLeftOn(name, first, values)) values[name] = false
  const kept = ['data-dir', 'etcd-servers'].find((name) => values[name] !== undefined)
  if (values['in-memory'] === true && kept !== undefined)
    throw new OptionsError(
      `--in-memory keeps nothing and --${kept} keeps everything; give one of the two.`,
    )
  return values
}

const DEFAULTS: FlagValues = Object.fromEntries(
  FLAG_LIST.flatMap(([name, { parser, usual, default: otherwise }]) =>
    parser === undefined ? [] : [[optionName(name), usual ?? otherwise]],
  ),
)

/** Parses the values of flags, and skips files and switches. Throws OptionsError. */
export const readFlags = (values: Values): FlagValues =>
  Object.fromEntries(
    FLAG_LIST.flatMap(([name, { parser }]) => {
      const text = values[name]
      return typeof text !== 'string' || parser === undefined
        ? []
        : [[optionName(name), parser.read(`--${name}`, text)]]
    }),
  )

/** Returns the paths in flags that take a file; '' counts as unset, as in kube-apiserver. */
export const filesOf = (values: Values): OptionFiles =>
  Object.fromEntries(
    FLAG_LIST.flatMap(([name, { file }]) => {
      const path = values[name]
      return file === undefined || typeof path !== 'string' || path === '' ? [] : [[name, path]]
    }),
  )

/** Throws OptionsError. */
export const readClusterLine = (line: CommandLine) => {
  const values = valuesOf(line)
  const { kubeconfig, ...options } = { ...DEFAULTS, ...readFlags(values) }
  return {
    name: line.values['name'] ?? CLUSTER_NAME,
    isHost: values['clusters'] === true,
    kubeconfig,
    files: filesOf(values),
    options: {
      ...options,
      ...(values['in-memory'] === true && { dataDir: undefined }),
      ...(values['hints'] === false && { hints: false }),
      management: values['management'] !== false,
      ui: values['ui'] === true,
      uiReadOnly: values['ui-read-only'] === true,
    },
  }
}
