/** The options of a cluster, from the table of flags. */
import type { Flag } from '../../boot/flag.ts'
import { FLAG_LIST } from '../../boot/flags.ts'
import type { Option, Options } from './command.ts'

const valueOf = ({ parser, file, value, usual, default: otherwise }: Flag): string | undefined =>
  parser === undefined && file === undefined
    ? undefined
    : (value ?? JSON.stringify(usual ?? otherwise).replaceAll('"', ''))

const offerOf = ({ file, parser }: Flag, name: string): Pick<Option, 'offer'> => {
  if (file !== undefined || name === 'kubeconfig') return { offer: 'file' }
  if (name === 'data-dir') return { offer: 'folder' }
  return parser?.values === undefined ? {} : { offer: parser.values }
}

export const START_OPTIONS: Options = {
  ...Object.fromEntries(
    FLAG_LIST.map(([name, flag]) => {
      const value = valueOf(flag)
      return [
        name,
        {
          help: flag.help,
          ...(value !== undefined && { value }),
          ...offerOf(flag, name),
          environment: true,
        },
      ]
    }),
  ),
  version: { short: 'V', help: 'say which csrlab this is' },
}
