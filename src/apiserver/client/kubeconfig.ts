import { base64 } from '../../apimachinery/text/base64.ts'
import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import { jsonToYaml } from '../../apimachinery/text/yaml/write.ts'

export const CLUSTER_NAME = 'kubernetes'

/** marks cluster entries as csrlab's; a cluster entry without this mark is never overwritten */
const MARK = 'csrlab'

export interface Mark {
  readonly provider: typeof MARK
  /** absolute path */
  readonly 'data-dir'?: string
  /** set only for a cluster in memory */
  readonly pid?: number
  /** absolute path of the files of a cluster in memory */
  readonly folder?: string
}

/** PEM, or a bearer token */
type KubeconfigCredentials =
  { readonly certificatePem: string; readonly keyPem: string } | { readonly token: string }

export interface KubeconfigParts {
  /** default {@link CLUSTER_NAME} */
  readonly name?: string
  readonly mark?: Omit<Mark, 'provider'>
  readonly server: string
  readonly caPem: string
  /** server name for the TLS handshake; default: the host of `server` */
  readonly serverName?: string
  readonly user: string
  /** default: `USER@CLUSTER`, like kubeadm */
  readonly context?: string
  readonly credentials: KubeconfigCredentials
}

export interface KubeconfigEntry {
  name: string
  [key: string]: unknown
}

export interface KubeconfigFile {
  apiVersion: 'v1'
  kind: 'Config'
  clusters: KubeconfigEntry[]
  contexts: KubeconfigEntry[]
  'current-context': string
  preferences: object
  users: KubeconfigEntry[]
  [key: string]: unknown
}

const userEntry = (credentials: KubeconfigCredentials): object =>
  'token' in credentials
    ? { token: credentials.token }
    : {
        'client-certificate-data': base64(credentials.certificatePem),
        'client-key-data': base64(credentials.keyPem),
      }

/** `kubernetes-admin`, like kubeadm */
export const adminEntry = (cluster: string): string => `${cluster}-admin`

export const contextName = (user: string, cluster = CLUSTER_NAME): string => `${user}@${cluster}`

export const kubeconfigOf = (parts: KubeconfigParts): KubeconfigFile => {
  const { name = CLUSTER_NAME, mark, server, serverName, caPem, user, credentials } = parts
  const { context = contextName(user, name) } = parts
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          'certificate-authority-data': base64(caPem),
          extensions: [{ name: MARK, extension: { provider: MARK, ...mark } }],
          server,
          ...omitEmpty({ 'tls-server-name': serverName }),
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: name, user } }],
    'current-context': context,
    preferences: {},
    users: [{ name: user, user: userEntry(credentials) }],
  }
}

export const renderKubeconfig = (parts: KubeconfigParts): string => jsonToYaml(kubeconfigOf(parts))

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Returns the objects in a list of a kubeconfig, which may be invalid; [] if it is not a list. */
export const entries = (value: unknown): KubeconfigEntry[] =>
  Array.isArray(value) ? value.filter((entry): entry is KubeconfigEntry => isObject(entry)) : []

/** undefined: the entry is not from csrlab */
export const markOf = ({ cluster }: KubeconfigEntry): Mark | undefined => {
  if (!isObject(cluster)) return undefined
  const extension = entries(cluster['extensions']).find(({ name }) => name === MARK)?.['extension']
  if (extension === undefined) return undefined
  return isObject(extension) ? (extension as unknown as Mark) : { provider: MARK }
}

/** base64 */
export const caOf = ({ cluster }: KubeconfigEntry): unknown =>
  isObject(cluster) ? cluster['certificate-authority-data'] : undefined
