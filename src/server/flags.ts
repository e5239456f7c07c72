/**
 * The command line, environment variables, `ServerOptions` and docs/options.md are derived from
 * this table.
 */
import { LEVELS } from '../apiserver/audit/event.ts'
import { DEFAULT_VERSION, VERSIONS } from '../apimachinery/release/known-releases.ts'
import { CONTROLLER_FLAGS } from './controller-flags.ts'
import { etcdServers } from './etcd-options.ts'
import { fileFlag } from './file-flags.ts'
import type { Flag } from './flag.ts'
import {
  address,
  anyText,
  duration,
  filledText,
  hints,
  limit,
  oneOf,
  optional,
  pause,
  port,
  seed,
  serverNames,
  switches,
} from './option-parsers.ts'

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export const FLAGS = {
  host: {
    parser: filledText('name an address to listen on, such as 127.0.0.1'),
    default: '127.0.0.1',
    help: 'address to listen on',
  },
  port: {
    parser: port,
    default: 0,
    usual: 6443,
    help: 'port to listen on; 0: any free port',
  },
  'advertise-address': {
    parser: optional(address),
    value: 'IP',
    help: "address for kubeconfigs; default: --host, or this machine's first IPv4 address with --host 0.0.0.0 or ::",
  },
  'tls-san': {
    parser: serverNames,
    default: [],
    value: 'NAME,IP,...',
    help: 'more names and addresses for the serving certificate',
  },
  'insecure-port': {
    parser: optional(port),
    value: 'PORT',
    help: 'port on 127.0.0.1 for plain HTTP, with token login only; default: none',
  },
  'data-dir': {
    parser: filledText('write a path'),
    usual: '.csrlab',
    help: 'folder for the whole state of the cluster',
  },
  'in-memory': { help: 'keep nothing; every start makes a new cluster' },
  kubeconfig: {
    parser: filledText('write a path'),
    value: 'FILE',
    help: "where to write the administrator's kubeconfig; default: in the data folder, or in the current folder with --in-memory",
  },
  'encryption-passphrase-file': fileFlag(
    'file with the passphrase (first line) that encrypts private keys; default: not encrypted',
    'first line',
    'encryptionPassphrase',
  ),
  'etcd-servers': {
    parser: etcdServers,
    default: [],
    value: 'URL,...',
    help: 'members of an etcd that stores the cluster, for several replicas; the data folder then holds only the files of this replica',
  },
  'etcd-prefix': {
    parser: filledText('write a prefix such as /registry'),
    default: '/registry',
    help: 'prefix of all keys in etcd',
  },
  'etcd-cafile': fileFlag(
    "CA certificates for etcd's servers; default: those that Node trusts",
    'bytes',
    'etcdCa',
  ),
  'etcd-certfile': fileFlag('client certificate for etcd', 'bytes', 'etcdCertificate'),
  'etcd-keyfile': fileFlag('key of the client certificate for etcd', 'bytes', 'etcdKey'),
  'ca-cert': fileFlag('certificate of your own root CA; default: a new CA', 'bytes', {
    authority: 'ca',
    part: 'certificate',
  }),
  'ca-key': fileFlag('key of your root CA: PKCS #1, SEC 1 or PKCS #8 in PEM', 'bytes', {
    authority: 'ca',
    part: 'key',
  }),
  'ca-key-passphrase-file': fileFlag(
    'file with the passphrase (first line) of --ca-key',
    'first line',
    { authority: 'ca', part: 'passphrase' },
  ),
  'client-ca-file': fileFlag(
    'more CAs, besides the root CA, whose client certificates are accepted; default: the CAs of the two client signers',
    'bytes',
    'clientCa',
  ),
  ...CONTROLLER_FLAGS,
  populate: {
    help: 'manifests to apply at every start, like csrlab populate; default: none',
    value: 'FILE|FOLDER',
    file: { holds: 'documents', becomes: 'populate' },
  },
  'kubernetes-version': {
    parser: anyText,
    default: DEFAULT_VERSION,
    help: `Kubernetes version to imitate: ${VERSIONS.join(', ')}, optionally with a patch level`,
  },
  'feature-gates': {
    parser: switches('write it like PodCertificateRequest=true,ConstrainedImpersonation=false'),
    default: {},
    value: 'GATE=BOOL,...',
    help: 'feature gates of the Kubernetes version, such as ConstrainedImpersonation=false',
  },
  'runtime-config': {
    // a key without a value counts as true
    parser: switches(
      'write it like certificates.k8s.io/v1alpha1=true,certificates.k8s.io/v1beta1=false',
      { bare: true },
    ),
    default: {},
    value: 'API=BOOL,...',
    help: 'API versions to serve, such as certificates.k8s.io/v1alpha1=true',
  },
  'max-requests-inflight': {
    parser: limit,
    default: 400,
    help: 'maximum concurrent read requests, not counting watches, probes and requests of system:masters; more get 429; 0: no limit',
  },
  'max-mutating-requests-inflight': {
    parser: limit,
    default: 200,
    help: 'maximum concurrent write requests, not counting those of system:masters; more get 429; 0: no limit',
  },
  'request-timeout': {
    parser: duration('1m0s or 90s'),
    default: '1m0s',
    help: 'maximum duration of a request that is not a watch',
  },
  'shutdown-delay-duration': {
    parser: pause('5s or 1m'),
    default: '0s',
    help: 'how long to keep serving after SIGTERM, while /readyz fails, so that load balancers drain',
  },
  'log-level': {
    parser: oneOf(LOG_LEVELS),
    default: 'silent',
    usual: 'warn',
    help: 'fatal, error, warn, info, debug, trace or silent; the log is written to standard error',
  },
  'audit-log': {
    parser: optional(anyText),
    value: 'FILE',
    help: 'write audit events (audit.k8s.io/v1), one per line; -: standard output',
  },
  'audit-level': {
    parser: optional(oneOf(LEVELS)),
    value: 'Metadata',
    help: 'None, Metadata, Request or RequestResponse; secrets and tokens never get more than Metadata',
  },
  'audit-policy-file': fileFlag(
    'audit policy (audit.k8s.io/v1), instead of --audit-level',
    'text',
    'auditPolicy',
  ),
  hints: {
    parser: hints,
    default: false,
    usual: 'short',
    help: 'explain mistakes, in warnings and events: short (one line), or full (reasons and links)',
  },
  'no-hints': { help: 'do not explain mistakes; overrides --hints' },
  management: {
    default: true,
    help: 'serve the management API, /csrlab/v1, to administrators (default)',
  },
  'no-management': {
    help: 'serve only paths that a real cluster has; overrides --management',
  },
  clusters: {
    help: 'host many clusters in this process (see csrlab help clusters)',
  },
  ui: { help: 'serve the web page and print its link, which works once, within a minute' },
  'ui-port': {
    parser: port,
    default: 0,
    value: 'PORT',
    help: 'port on 127.0.0.1 for the web page; default: any free port',
  },
  'ui-read-only': {
    help: 'serve the page read-only, in large type, for projectors',
  },
  seed: {
    parser: optional(seed),
    value: 'N',
    help: 'seed of the random choice of requests that get a fault; default: random',
  },
  faithful: { help: 'short for --no-hints --no-management' },
} as const satisfies Readonly<Record<string, Flag>>

export const FLAG_LIST: readonly (readonly [name: string, flag: Flag])[] = Object.entries(FLAGS)

/** Returns `CSRLAB_DATA_DIR` for `data-dir`. */
export const environmentName = (flag: string): string =>
  `CSRLAB_${flag.toUpperCase().replaceAll('-', '_')}`

/** Returns `dataDir` for `data-dir`. */
export const optionName = (flag: string): string =>
  flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
