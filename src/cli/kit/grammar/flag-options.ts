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

/** Options of `start` that `csrlab run` refuses, because they are about a cluster that is kept. */
const LASTING: ReadonlySet<string> = new Set([
  'name',
  'recreate',
  'clusters',
  'data-dir',
  'in-memory',
  'kubeconfig',
  'encryption-passphrase-file',
  ...Object.keys(FLAG_OPTIONS).filter((name) => name.startsWith('etcd-')),
])

export const RUN_FLAGS: Options = Object.fromEntries(
  Object.entries(FLAG_OPTIONS).filter(([name]) => !LASTING.has(name)),
)

export const RUN_REFUSED = {
  names: LASTING,
  reason: 'its cluster is in memory and ends with the command; csrlab start takes this option',
}
