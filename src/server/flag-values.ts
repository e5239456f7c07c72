/** Values of flags as Go prints them, for `/flagz`. */
import type { Flag } from './flag.ts'
import { FLAG_LIST, optionName } from './flags.ts'

const goText = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.join(',')
  if (typeof value !== 'object' || value === null) return ''
  const switches = Object.entries(value).map(([name, on]) => `${name}=${String(on)}`)
  return switches.sort().join(',')
}

const OF_THE_COMMAND = new Set(['no-hints', 'no-management', 'faithful', 'kubeconfig'])

const isSwitch = ({ parser, file }: Flag): boolean => parser === undefined && file === undefined

/** Shows files by name only, because they may hold keys and passphrases. */
export const flagValues = (
  options: Readonly<Record<string, unknown>> & { readonly files?: object },
): Record<string, string> => {
  const files = (options.files ?? {}) as Record<string, unknown>
  return Object.fromEntries(
    FLAG_LIST.filter(([name]) => !OF_THE_COMMAND.has(name)).map(([name, flag]) => {
      if (name === 'in-memory') return [name, String(options.dataDir === undefined)]
      if (flag.file !== undefined) return [name, goText(files[name])]
      const value = options[optionName(name)] ?? flag.default
      return [name, isSwitch(flag) ? String(value === true) : goText(value)]
    }),
  )
}
