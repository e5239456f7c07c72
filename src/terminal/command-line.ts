/** The command line and the environment, read into options. Pure. */
import { parseArgs } from 'node:util'
import { type Shown, shownLines } from '../api/text/shown.ts'
import type { Level } from '../audit/event.ts'
import { BUILT_IN_SIGNERS } from '../ca/signers.ts'
import type { OptionFiles } from './option-files.ts'
import { type LogLevel, OptionsError, type ServerOptions, SIGNER_FLAGS } from '../boot/options.ts'
import { parseRuntimeConfig } from '../boot/runtime-config.ts'

interface Flag {
  readonly name: string
  readonly type: 'string' | 'boolean'
  /** as it stands in the help; '' for a switch */
  readonly value: string
  readonly help: string
}

/** The flags that name the user's own CAs. */
const AUTHORITY_FLAGS: readonly Flag[] = [
  { name: 'ca-cert', help: 'certificate of your own root CA; default: one is made' },
  { name: 'ca-key', help: 'its key: PKCS #1, SEC 1 or PKCS #8 in PEM' },
  { name: 'ca-key-passphrase-file', help: 'whose first line is the passphrase of that key' },
  {
    name: 'client-ca-file',
    help: 'CAs whose certificates log in beside those of the root CA; default: those of the two client signers',
  },
  {
    name: 'cluster-signing-cert-file',
    help: 'certificate of the CA that signs for all signers; default: the root CA',
  },
  { name: 'cluster-signing-key-file', help: 'its key' },
  ...BUILT_IN_SIGNERS.flatMap((signer) => [
    {
      name: `cluster-signing-${SIGNER_FLAGS[signer]}-cert-file`,
      help: `certificate of the CA of ${signer}`,
    },
    { name: `cluster-signing-${SIGNER_FLAGS[signer]}-key-file`, help: 'its key' },
  ]),
].map((flag) => ({ ...flag, type: 'string', value: 'FILE' }))

const ENCRYPTION_FLAG: Flag = {
  name: 'encryption-passphrase-file',
  type: 'string',
  value: 'FILE',
  help: 'whose first line encrypts the private keys in the database; default: they are plain',
}

const POLICY_FLAG: Flag = {
  name: 'audit-policy-file',
  type: 'string',
  value: 'FILE',
  help: 'policy of audit.k8s.io/v1 that says what is written, in place of a level',
}

export const FLAGS: readonly Flag[] = [
  { name: 'host', type: 'string', value: '127.0.0.1', help: 'address to listen on' },
  { name: 'port', type: 'string', value: '6443', help: 'port to listen on; 0 takes a free one' },
  {
    name: 'insecure-port',
    type: 'string',
    value: 'PORT',
    help: 'port of 127.0.0.1 for plain HTTP, where only tokens log in; default: none',
  },
  {
    name: 'data-dir',
    type: 'string',
    value: '.csrlab',
    help: 'folder that holds the whole state of the cluster',
  },
  {
    name: 'in-memory',
    type: 'boolean',
    value: '',
    help: 'keep nothing: a new cluster at every start',
  },
  {
    name: 'kubeconfig',
    type: 'string',
    value: 'FILE',
    help: "where to write the administrator's kubeconfig; default: in the data folder",
  },
  ENCRYPTION_FLAG,
  ...AUTHORITY_FLAGS,
  {
    name: 'cluster-signing-duration',
    type: 'string',
    value: '8760h',
    help: 'the longest and the usual lifetime of issued certificates',
  },
  {
    name: 'signer-delay',
    type: 'string',
    value: '0s',
    help: 'how long each signer waits after an approval, to practise waiting for a certificate',
  },
  {
    name: 'kubernetes-version',
    type: 'string',
    value: 'v1.34.0',
    help: 'the version that the server says it is',
  },
  {
    name: 'runtime-config',
    type: 'string',
    value: 'API=BOOL,...',
    help: 'versions of the API to serve, such as certificates.k8s.io/v1alpha1=true',
  },
  {
    name: 'max-requests-inflight',
    type: 'string',
    value: '400',
    help: 'how many requests that only read are answered at a time, the rest get 429; not for system:masters, watches and probes; 0: any',
  },
  {
    name: 'max-mutating-requests-inflight',
    type: 'string',
    value: '200',
    help: 'the same for requests that change something',
  },
  {
    name: 'request-timeout',
    type: 'string',
    value: '1m0s',
    help: 'how long a request may take that is no watch',
  },
  {
    name: 'log-level',
    type: 'string',
    value: 'warn',
    help: 'fatal, error, warn, info, debug, trace or silent; the log goes to standard error',
  },
  {
    name: 'audit-log',
    type: 'string',
    value: 'FILE',
    help: 'write an event of audit.k8s.io/v1 per request, one on a line; - is standard output',
  },
  {
    name: 'audit-level',
    type: 'string',
    value: 'Metadata',
    help: 'None, Metadata, Request or RequestResponse; of secrets and tokens never more than Metadata',
  },
  POLICY_FLAG,
  {
    name: 'hints',
    type: 'boolean',
    value: '',
    help: 'explain mistakes in warnings and events, with the command that mends them; the default',
  },
  {
    name: 'no-hints',
    type: 'boolean',
    value: '',
    help: 'every answer to the byte as a cluster gives it; wins over --hints',
  },
  { name: 'version', type: 'boolean', value: '', help: 'print the version of csrlab and exit' },
  { name: 'help', type: 'boolean', value: '', help: 'print this text and exit' },
]

/** `--data-dir` is also `CSRLAB_DATA_DIR`. */
export const environmentName = (flag: string): string =>
  `CSRLAB_${flag.toUpperCase().replaceAll('-', '_')}`

/** Flags longer than this have a line of their own in the help. */
const HELP_COLUMN = 36

export const helpText = (): Shown => {
  const lines = FLAGS.flatMap(({ name, value, help }) => {
    const flag = `  --${name}${value === '' ? '' : ` ${value}`}`
    return flag.length + 2 > HELP_COLUMN
      ? [flag, `${' '.repeat(HELP_COLUMN)}${help}`]
      : [`${flag.padEnd(HELP_COLUMN)}${help}`]
  })
  return shownLines([
    'csrlab: the Kubernetes certificates API with a root CA of its own, no cluster needed.',
    'A tool to practise and to test with; not a CA for production.',
    '',
    'Usage: csrlab [options]',
    '       csrlab doctor [FILE…] [--json]   what is wrong with keys, requests, certificates, manifests, kubeconfigs',
    '       csrlab explain NAME [-o json]    the whole history of one request',
    '       csrlab check [--data-dir DIR]    whether a data folder is sound',
    '       csrlab backup FILE               a copy of the state, also of a running server',
    '       csrlab decrypt                   takes the encryption off the keys of a data folder',
    '',
    ...lines,
    '',
    'Once a signer is given a CA of its own, those that are given none do not run.',
    'Each option is also an environment variable: --data-dir is CSRLAB_DATA_DIR. The command line wins.',
    '',
  ])
}

export interface CommandLine {
  readonly help: boolean
  readonly version: boolean
  /** undefined: `kubeconfig` in the data folder, or beside nothing when all is in memory */
  readonly kubeconfig: string | undefined
  readonly options: ServerOptions
  /** what is to be read into options before they are complete */
  readonly files: OptionFiles
}

const isTrue = (name: string, text: string): boolean => {
  if (['1', 'true', 'yes'].includes(text.toLowerCase())) return true
  if (['0', 'false', 'no'].includes(text.toLowerCase())) return false
  throw new OptionsError(
    `${name} is ${JSON.stringify(text)}; it is a switch, so write true or false.`,
  )
}

type Values = Record<string, string | boolean | undefined>

const parse = (args: readonly string[]): Values => {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: Object.fromEntries(FLAGS.map(({ name, type }) => [name, { type }])),
    }).values
  } catch (error) {
    const message =
      error instanceof Error ? error.message.split('. ')[0]!.replace(/\.$/, '') : String(error)
    throw new OptionsError(`${message}; csrlab --help lists the options.`)
  }
}

const fromEnvironment = (environment: Readonly<Record<string, string | undefined>>): Values => {
  const values: Values = {}
  for (const { name, type } of FLAGS) {
    const variable = environmentName(name)
    const text = environment[variable]
    // as in shell scripts, an empty variable is one that is not set
    if (text !== undefined && text !== '')
      values[name] = type === 'boolean' ? isTrue(variable, text) : text
  }
  return values
}

const portOf = (flag: string, text: string): number => {
  if (/^\d+$/.test(text)) return Number(text)
  throw new OptionsError(
    `${flag} is ${JSON.stringify(text)}, but a port is a whole number from 0 (any free one) to 65535.`,
  )
}

const countOf = (flag: string, text: string): number => {
  if (/^\d+$/.test(text)) return Number(text)
  throw new OptionsError(
    `--${flag} is ${JSON.stringify(text)}, but it is a whole number; 0 is no limit.`,
  )
}

/** `args` without node and the script. Throws OptionsError with one sentence. */
export const readCommandLine = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine => {
  const given = parse(args)
  const values = { ...fromEnvironment(environment), ...given }
  if (given['in-memory'] === true && given['data-dir'] === undefined) delete values['data-dir']
  if (given['data-dir'] !== undefined && given['in-memory'] === undefined)
    delete values['in-memory']
  if (given['hints'] === true && given['no-hints'] === undefined) delete values['no-hints']
  const text = (name: string, fallback: string): string => {
    const value = values[name]
    return typeof value === 'string' ? value : fallback
  }
  const inMemory = values['in-memory'] === true
  if (inMemory && typeof values['data-dir'] === 'string') {
    throw new OptionsError(
      '--in-memory keeps nothing and --data-dir keeps everything; give one of the two.',
    )
  }
  for (const name of ['data-dir', 'kubeconfig']) {
    if (values[name] === '') throw new OptionsError(`--${name} is empty; write a path.`)
  }
  const kubeconfig = values['kubeconfig']
  const insecure = text('insecure-port', '')
  return {
    help: values['help'] === true,
    version: values['version'] === true,
    kubeconfig: typeof kubeconfig === 'string' ? kubeconfig : undefined,
    // an empty name is none, as for the real flags
    files: Object.fromEntries(
      [ENCRYPTION_FLAG, POLICY_FLAG, ...AUTHORITY_FLAGS].flatMap(({ name }) => {
        const path = text(name, '')
        return path === '' ? [] : [[name, path]]
      }),
    ),
    options: {
      host: text('host', '127.0.0.1'),
      port: portOf('--port', text('port', '6443')),
      insecurePort: insecure === '' ? undefined : portOf('--insecure-port', insecure),
      dataDir: inMemory ? undefined : text('data-dir', '.csrlab'),
      clusterSigningDuration: text('cluster-signing-duration', '8760h'),
      signerDelay: text('signer-delay', '0s'),
      kubernetesVersion: text('kubernetes-version', 'v1.34.0'),
      runtimeConfig: parseRuntimeConfig(text('runtime-config', '')),
      maxRequestsInflight: countOf('max-requests-inflight', text('max-requests-inflight', '400')),
      maxMutatingRequestsInflight: countOf(
        'max-mutating-requests-inflight',
        text('max-mutating-requests-inflight', '200'),
      ),
      requestTimeout: text('request-timeout', '1m0s'),
      // `CSRLAB_HINTS=false` switches them off as well
      hints: values['hints'] !== false && values['no-hints'] !== true,
      logLevel: text('log-level', 'warn') as LogLevel,
      auditLog: text('audit-log', '') || undefined,
      auditLevel: (text('audit-level', '') || undefined) as Level | undefined,
    },
  }
}
