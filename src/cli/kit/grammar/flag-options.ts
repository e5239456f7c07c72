import type { Flag } from '../../../server/flag.ts'
import { FLAG_LIST } from '../../../server/flags.ts'
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

export const FLAG_OPTIONS: Options = Object.fromEntries(
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
)

/** Flags that `csrlab run` does not have, because its cluster is temporary. */
const LASTING = new Set([
  'clusters',
  'data-dir',
  'in-memory',
  'kubeconfig',
  'encryption-passphrase-file',
])

export const RUN_FLAGS: Options = Object.fromEntries(
  Object.entries(FLAG_OPTIONS).filter(([name]) => !LASTING.has(name) && !name.startsWith('etcd-')),
)
