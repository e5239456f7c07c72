/** Kubeconfig files: rendering ours, and putting it into one that the user has already added to. Pure. */
import { yaml } from '../api/text/yaml-package.ts'
import { jsonToYaml } from '../api/text/yaml-write.ts'

export const CLUSTER_NAME = 'kubernetes'

/** Marks a cluster entry as ours, as minikube does: it is replaced at the next start, while one without it is never touched. */
const MARK = 'csrlab'

/** Credentials of a user: a client certificate with its key (PEM), or a bearer token. */
export type Credentials =
  { readonly certificatePem: string; readonly keyPem: string } | { readonly token: string }

export interface KubeconfigParts {
  /** `https://127.0.0.1:6443` */
  readonly server: string
  readonly caPem: string
  readonly user: string
  readonly credentials: Credentials
}

interface Named {
  name: string
  [key: string]: unknown
}

interface Kubeconfig {
  apiVersion: 'v1'
  kind: 'Config'
  clusters: Named[]
  contexts: Named[]
  'current-context': string
  preferences: object
  users: Named[]
  [key: string]: unknown
}

/** Why our cluster cannot be put into a kubeconfig, in words that follow the file's name. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError'
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const userEntry = (credentials: Credentials): object =>
  'token' in credentials
    ? { token: credentials.token }
    : {
        'client-certificate-data': base64(credentials.certificatePem),
        'client-key-data': base64(credentials.keyPem),
      }

/** The name of a user's context, as kubeadm makes it. */
export const contextName = (user: string): string => `${user}@${CLUSTER_NAME}`

const kubeconfig = ({ server, caPem, user, credentials }: KubeconfigParts): Kubeconfig => {
  const context = contextName(user)
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: CLUSTER_NAME,
        cluster: {
          'certificate-authority-data': base64(caPem),
          extensions: [{ name: MARK, extension: { provider: MARK } }],
          server,
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: CLUSTER_NAME, user } }],
    'current-context': context,
    preferences: {},
    users: [{ name: user, user: userEntry(credentials) }],
  }
}

/** A kubeconfig with one cluster, one user and the context that joins them, named as kubeadm names them. */
export const renderKubeconfig = (parts: KubeconfigParts): string => jsonToYaml(kubeconfig(parts))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const entries = (value: unknown): Named[] =>
  Array.isArray(value) ? value.filter((entry): entry is Named => isObject(entry)) : []

const replaced = (existing: unknown, ours: readonly Named[]): Named[] => {
  const names = new Set(ours.map(({ name }) => name))
  return [...ours, ...entries(existing).filter(({ name }) => !names.has(name))]
}

const parsed = (text: string): unknown => {
  try {
    return yaml().parse(text)
  } catch {
    return undefined
  }
}

/** Whether a cluster entry was written by this program. */
const isOurs = ({ cluster }: Named): boolean =>
  isObject(cluster) && entries(cluster['extensions']).some(({ name }) => name === MARK)

/** The name of the context that a kubeconfig has as its current one; '' for none. */
export const currentContext = (text: string): string => {
  const config = parsed(text)
  const current = isObject(config) ? config['current-context'] : undefined
  return typeof current === 'string' ? current : ''
}

/**
 * Our cluster, user and context put into an existing kubeconfig; the user's own entries and current context stay. Empty text
 * counts as no file. Throws KubeconfigError rather than to lose what was there: other text, or the entries of a real cluster.
 */
export const mergeKubeconfig = (existingText: string, parts: KubeconfigParts): string => {
  const ours = kubeconfig(parts)
  if (existingText.trim() === '') return jsonToYaml(ours)
  const existing = parsed(existingText)
  if (!isObject(existing) || existing['kind'] !== 'Config') {
    throw new KubeconfigError('it is no kubeconfig')
  }
  const namesake = entries(existing['clusters']).find(({ name }) => name === CLUSTER_NAME)
  if (namesake !== undefined && !isOurs(namesake)) {
    throw new KubeconfigError(`it has another cluster named ${CLUSTER_NAME}`)
  }
  return jsonToYaml({
    ...existing,
    ...ours,
    clusters: replaced(existing['clusters'], ours.clusters),
    contexts: replaced(existing['contexts'], ours.contexts),
    users: replaced(existing['users'], ours.users),
    'current-context': currentContext(existingText) || ours['current-context'],
  })
}
