/**
 * Every option: how it is called, read and judged, what it is when nobody says, and what the help says of it. The command line, the
 * environment (`--data-dir` is `CSRLAB_DATA_DIR`), the options of a program (`dataDir`) and docs/options.md follow from this table.
 */
import { LEVELS } from '../audit/event.ts'
import { DEFAULT_VERSION, VERSIONS } from '../release/releases.ts'
import { etcdServers } from './etcd-options.ts'
import { fileFlag, SIGNER_FILES } from './file-flags.ts'
import type { Flag } from './flag.ts'
import {
  address,
  anyText,
  delay,
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
} from './option-parsers.ts'
import { signerName } from './pod-signer.ts'
import { featureGates } from './release.ts'
import { runtimeConfig } from './runtime-config.ts'

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** By their names without dashes, in the order of the help. */
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
    help: 'port to listen on; 0 takes a free one',
  },
  'advertise-address': {
    parser: optional(address),
    value: 'IP',
    help: 'address at which others find it, for kubeconfigs; default: --host, or the first of this machine where that is all of them',
  },
  'tls-san': {
    parser: serverNames,
    default: [],
    value: 'NAME,IP,...',
    help: 'more names and addresses that its certificate is good for',
  },
  'insecure-port': {
    parser: optional(port),
    value: 'PORT',
    help: 'port of 127.0.0.1 for plain HTTP, where only tokens log in; default: none',
  },
  'data-dir': {
    parser: filledText('write a path'),
    usual: '.csrlab',
    help: 'folder that holds the whole state of the cluster',
  },
  'in-memory': { help: 'keep nothing: a new cluster at every start' },
  kubeconfig: {
    parser: filledText('write a path'),
    value: 'FILE',
    help: "where to write the administrator's kubeconfig; default: in the data folder",
  },
  'encryption-passphrase-file': fileFlag(
    'whose first line encrypts the private keys in the database; default: they are plain',
    'first line',
    'encryptionPassphrase',
  ),
  'etcd-servers': {
    parser: etcdServers,
    default: [],
    value: 'URL,...',
    help: 'members of an etcd that keeps the cluster for several replicas; the data folder then has the files of this one',
  },
  'etcd-prefix': {
    parser: filledText('write a prefix such as /registry'),
    default: '/registry',
    help: 'what all keys in etcd begin with',
  },
  'etcd-cafile': fileFlag(
    "certificates of the CAs of etcd's servers; default: those that Node trusts",
    'bytes',
    'etcdCa',
  ),
  'etcd-certfile': fileFlag('certificate that etcd is shown', 'bytes', 'etcdCertificate'),
  'etcd-keyfile': fileFlag('its key', 'bytes', 'etcdKey'),
  'ca-cert': fileFlag('certificate of your own root CA; default: one is made', 'bytes', {
    authority: 'ca',
    part: 'certificate',
  }),
  'ca-key': fileFlag('its key: PKCS #1, SEC 1 or PKCS #8 in PEM', 'bytes', {
    authority: 'ca',
    part: 'key',
  }),
  'ca-key-passphrase-file': fileFlag(
    'whose first line is the passphrase of that key',
    'first line',
    { authority: 'ca', part: 'passphrase' },
  ),
  'client-ca-file': fileFlag(
    'CAs whose certificates log in beside those of the root CA; default: those of the two client signers',
    'bytes',
    'clientCa',
  ),
  'cluster-signing-cert-file': fileFlag(
    'certificate of the CA that signs for all signers; default: the root CA',
    'bytes',
    { authority: 'signingCa', part: 'certificate' },
  ),
  'cluster-signing-key-file': fileFlag('its key', 'bytes', { authority: 'signingCa', part: 'key' }),
  ...SIGNER_FILES,
  'cluster-signing-duration': {
    parser: duration('8760h or 30m'),
    default: '8760h',
    help: 'the longest and the usual lifetime of issued certificates',
  },
  'signer-delay': {
    parser: delay,
    default: '0s',
    help: 'how long each signer waits after an approval, to practise waiting for a certificate',
  },
  'pod-certificate-signer': {
    parser: optional(signerName),
    value: 'example.com/NAME',
    help: 'answer the PodCertificateRequests of this signer, with a CA of its own; default: nobody does',
  },
  'auto-approve': {
    help: 'rules that approve or deny requests for certificates, in YAML or JSON: a file, or the rules themselves; default: none',
    value: 'FILE|RULES',
    file: { holds: 'text', inline: true, becomes: 'autoApprove' },
  },
  populate: {
    help: 'documents to fill the cluster with at every start, as csrlab populate does: a file, or a folder of them; default: none',
    value: 'FILE|FOLDER',
    file: { holds: 'documents', becomes: 'populate' },
  },
  'kubernetes-version': {
    parser: anyText,
    default: DEFAULT_VERSION,
    help: `the Kubernetes that the cluster is: ${VERSIONS.join(', ')}, a patch level may follow`,
  },
  'feature-gates': {
    parser: featureGates,
    default: {},
    value: 'GATE=BOOL,...',
    help: 'feature gates of that version, such as ConstrainedImpersonation=false',
  },
  'runtime-config': {
    parser: runtimeConfig,
    default: {},
    value: 'API=BOOL,...',
    help: 'versions of the API to serve, such as certificates.k8s.io/v1alpha1=true',
  },
  'max-requests-inflight': {
    parser: limit,
    default: 400,
    help: 'how many requests that only read are answered at a time, the rest get 429; not for system:masters, watches and probes; 0: any',
  },
  'max-mutating-requests-inflight': {
    parser: limit,
    default: 200,
    help: 'the same for requests that change something',
  },
  'request-timeout': {
    parser: duration('1m0s or 90s'),
    default: '1m0s',
    help: 'how long a request may take that is no watch',
  },
  'shutdown-delay-duration': {
    parser: pause('5s or 1m'),
    default: '0s',
    help: 'how long it still answers when it is stopped, though not ready any more, so that a balancer leaves it first',
  },
  'log-level': {
    parser: oneOf(LOG_LEVELS),
    default: 'silent',
    usual: 'warn',
    help: 'fatal, error, warn, info, debug, trace or silent; the log goes to standard error',
  },
  'audit-log': {
    parser: optional(anyText),
    value: 'FILE',
    help: 'write an event of audit.k8s.io/v1 per request, one on a line; - is standard output',
  },
  'audit-level': {
    parser: optional(oneOf(LEVELS)),
    value: 'Metadata',
    help: 'None, Metadata, Request or RequestResponse; of secrets and tokens never more than Metadata',
  },
  'audit-policy-file': fileFlag(
    'policy of audit.k8s.io/v1 that says what is written, in place of a level',
    'text',
    'auditPolicy',
  ),
  hints: {
    parser: hints,
    default: false,
    usual: 'short',
    help: 'explain mistakes in warnings and events: short, in a line, or full, with reasons and pages',
  },
  'no-hints': { help: 'every answer to the byte as a cluster gives it; wins over --hints' },
  management: {
    default: true,
    help: 'serve /csrlab/v1, which moves the clock and more, to administrators; the default',
  },
  'no-management': { help: 'serve no path that a cluster does not have; wins over --management' },
  clusters: {
    help: 'hold many clusters beside this one, which csrlab clusters makes, lists and ends',
  },
  ui: { help: 'open the page at the start, and print its link: one time, within a minute' },
  'ui-port': {
    parser: port,
    default: 0,
    value: 'PORT',
    help: 'port of 127.0.0.1 for the page, also where csrlab ui opens it later; default: a free one',
  },
  'ui-read-only': {
    help: 'the page shows and changes nothing, in large type: for projectors',
  },
  seed: {
    parser: optional(seed),
    value: 'N',
    help: 'the same chances for faults each time, for tests; default: others each time',
  },
  faithful: { help: '--no-hints and --no-management' },
} as const satisfies Readonly<Record<string, Flag>>

/** Each with its name. */
export const FLAG_LIST: readonly (readonly [name: string, flag: Flag])[] = Object.entries(FLAGS)

/** `--data-dir` is also `CSRLAB_DATA_DIR`. */
export const environmentName = (flag: string): string =>
  `CSRLAB_${flag.toUpperCase().replaceAll('-', '_')}`

/** `--data-dir` is the option `dataDir` of a program. */
export const optionName = (flag: string): string =>
  flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
