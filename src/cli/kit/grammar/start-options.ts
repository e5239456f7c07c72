import type { Flag } from '../../../server/flag.ts'
import { FLAG_LIST } from '../../../server/flags.ts'
import type { Option, Options } from './command.ts'
import { CLUSTER, JSON_OUTPUT } from './shared-options.ts'

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

export const START_OPTIONS: Options = {
  ...CLUSTER,
  ...FLAG_OPTIONS,
  recreate: { help: 'start over with a new CA and no data' },
  ...JSON_OUTPUT,
  version: { short: 'V', help: 'print the version' },
}

/** The usual options of a start, grouped for its help. */
export const START_GROUPS = {
  Cluster: ['name', 'data-dir', 'in-memory', 'recreate', 'kubernetes-version', 'populate'],
  Network: ['host', 'port', 'tls-san', 'kubeconfig'],
  Certificates: ['ca-cert', 'ca-key', 'cluster-signing-duration', 'signer-delay', 'auto-approve'],
  'Help and output': ['hints', 'no-hints', 'ui', 'json', 'log-level', 'version'],
}

/** Flags with a value for a hosted cluster. */
export const HOSTED_FLAGS = [
  'kubernetes-version',
  'feature-gates',
  'runtime-config',
  'hints',
  'cluster-signing-duration',
  'signer-delay',
  'pod-certificate-signer',
] as const

export const HOSTED_OPTIONS: Options = Object.fromEntries(
  [...HOSTED_FLAGS, 'no-hints', 'populate'].map((name) => {
    const { environment: _environment, ...option } = FLAG_OPTIONS[name]!
    return [name, option]
  }),
)

/** Flags that make no sense for the temporary cluster of a command. */
const LASTING = new Set([
  'clusters',
  'data-dir',
  'in-memory',
  'kubeconfig',
  'encryption-passphrase-file',
])

export const RUN_OPTIONS: Options = {
  ...Object.fromEntries(Object.entries(FLAG_OPTIONS).filter(([name]) => !LASTING.has(name))),
  port: { value: '0', help: 'port to listen on; 0: any free port' },
}
