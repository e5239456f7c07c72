/** Kubeconfig files: rendering ours, and putting it into one that the user has already added to. Pure. */
import { parse, stringify } from 'yaml'

export const CLUSTER_NAME = 'kubernetes'

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

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const userEntry = (credentials: Credentials): object =>
  'token' in credentials
    ? { token: credentials.token }
    : {
        'client-certificate-data': base64(credentials.certificatePem),
        'client-key-data': base64(credentials.keyPem),
      }

const kubeconfig = ({ server, caPem, user, credentials }: KubeconfigParts): Kubeconfig => {
  const context = `${user}@${CLUSTER_NAME}`
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: CLUSTER_NAME, cluster: { 'certificate-authority-data': base64(caPem), server } },
    ],
    contexts: [{ name: context, context: { cluster: CLUSTER_NAME, user } }],
    'current-context': context,
    preferences: {},
    users: [{ name: user, user: userEntry(credentials) }],
  }
}

const render = (config: Kubeconfig): string => stringify(config, { lineWidth: 0 })

/** A kubeconfig with one cluster, one user and the context that joins them, named as kubeadm names them. */
export const renderKubeconfig = (parts: KubeconfigParts): string => render(kubeconfig(parts))

const isKubeconfig = (value: unknown): value is Partial<Kubeconfig> =>
  typeof value === 'object' && value !== null && (value as Partial<Kubeconfig>).kind === 'Config'

const replaced = (existing: unknown, ours: readonly Named[]): Named[] => {
  const names = new Set(ours.map(({ name }) => name))
  const kept = Array.isArray(existing)
    ? (existing as Named[]).filter(({ name }) => !names.has(name))
    : []
  return [...ours, ...kept]
}

/**
 * Our cluster, user and context put into an existing kubeconfig; the user's own entries and current context stay. Text that
 * is no kubeconfig is replaced.
 */
export const mergeKubeconfig = (existingText: string, parts: KubeconfigParts): string => {
  const ours = kubeconfig(parts)
  let existing: unknown
  try {
    existing = parse(existingText)
  } catch {
    return render(ours)
  }
  if (!isKubeconfig(existing)) return render(ours)
  const current = existing['current-context']
  return render({
    ...existing,
    ...ours,
    clusters: replaced(existing.clusters, ours.clusters),
    contexts: replaced(existing.contexts, ours.contexts),
    users: replaced(existing.users, ours.users),
    'current-context':
      typeof current === 'string' && current !== '' ? current : ours['current-context'],
  })
}
