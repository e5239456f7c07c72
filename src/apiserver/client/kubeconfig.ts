/** Kubeconfig files that lead to one cluster of ours, with the names of its entries. Pure. */
import { jsonToYaml } from '../../apimachinery/text/yaml/write.ts'

/** The cluster that nobody has given another name. */
export const CLUSTER_NAME = 'kubernetes'

/** Marks a cluster entry as ours, as minikube does: one without it is never touched. */
const MARK = 'csrlab'

/** Marks the cluster that an entry of ours leads to. */
export interface Mark {
  readonly provider: typeof MARK
  /** where it is kept, absolute */
  readonly 'data-dir'?: string
  /** of the process that it is in, where it is kept nowhere */
  readonly pid?: number
  /** of that one: where its files are, absolute */
  readonly folder?: string
}

/** Credentials of a user: a client certificate with its key (PEM), or a bearer token. */
export type Credentials =
  { readonly certificatePem: string; readonly keyPem: string } | { readonly token: string }

export interface KubeconfigParts {
  /** of the cluster; default {@link CLUSTER_NAME} */
  readonly name?: string
  readonly mark?: Omit<Mark, 'provider'>
  /** `https://127.0.0.1:6443` */
  readonly server: string
  readonly caPem: string
  readonly user: string
  /** default: `USER@CLUSTER`, as kubeadm names it */
  readonly context?: string
  readonly credentials: Credentials
}

export interface Named {
  name: string
  [key: string]: unknown
}

export interface Kubeconfig {
  apiVersion: 'v1'
  kind: 'Config'
  clusters: Named[]
  contexts: Named[]
  'current-context': string
  preferences: object
  users: Named[]
  [key: string]: unknown
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const userEntry = (credentials: Credentials): object =>
  'token' in credentials
    ? { token: credentials.token }
    : {
        'client-certificate-data': base64(credentials.certificatePem),
        'client-key-data': base64(credentials.keyPem),
      }

/** The name of the administrator's entry: `kubernetes-admin`, as kubeadm has it. */
export const adminEntry = (cluster: string): string => `${cluster}-admin`

/** The name of a user's context, as kubeadm makes it. */
export const contextName = (user: string, cluster = CLUSTER_NAME): string => `${user}@${cluster}`

/** A kubeconfig with one cluster, one user and the context that joins them. */
export const kubeconfigOf = (parts: KubeconfigParts): Kubeconfig => {
  const { name = CLUSTER_NAME, mark, server, caPem, user, credentials } = parts
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
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: name, user } }],
    'current-context': context,
    preferences: {},
    users: [{ name: user, user: userEntry(credentials) }],
  }
}

/** The text of {@link kubeconfigOf}. */
export const renderKubeconfig = (parts: KubeconfigParts): string => jsonToYaml(kubeconfigOf(parts))

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** The entries of a list in a kubeconfig that somebody else may have written. */
export const entries = (value: unknown): Named[] =>
  Array.isArray(value) ? value.filter((entry): entry is Named => isObject(entry)) : []

/** The mark of a cluster entry; undefined for an entry that is not ours. */
export const markOf = ({ cluster }: Named): Mark | undefined => {
  if (!isObject(cluster)) return undefined
  const extension = entries(cluster['extensions']).find(({ name }) => name === MARK)?.['extension']
  if (extension === undefined) return undefined
  return isObject(extension) ? (extension as unknown as Mark) : { provider: MARK }
}

/** The CA of a cluster entry, in base64 as it stands there. */
export const caOf = ({ cluster }: Named): unknown =>
  isObject(cluster) ? cluster['certificate-authority-data'] : undefined
