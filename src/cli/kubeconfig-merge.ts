/**
 * Putting a cluster of ours into a kubeconfig that the user has already added to, and taking it out
 * again. Pure.
 */
import { readYamlIfSound } from '../apimachinery/text/yaml/files.ts'
import { jsonToYaml } from '../apimachinery/text/yaml/write.ts'
import {
  caOf,
  entries,
  isObject,
  type KubeconfigFile,
  type KubeconfigParts,
  kubeconfigOf,
  type Mark,
  markOf,
  type KubeconfigEntry,
} from '../apiserver/client/kubeconfig.ts'

/** Why our cluster cannot be put into a kubeconfig, in words that follow the file's name. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError'
}

/**
 * Whether the cluster that an entry of ours leads to is gone for good, so that another may have its
 * name.
 */
export type IsGone = (mark: Mark) => boolean

/**
 * Whether one of the entries of `ours` has a namesake in a kubeconfig; false for text that is none.
 */
export const hasEntryOf = (text: string, ours: KubeconfigFile): boolean => {
  const config = readYamlIfSound(text)
  if (!isObject(config)) return false
  return (['clusters', 'users', 'contexts'] as const).some((list) =>
    ours[list].some(({ name }) => entries(config[list]).some((entry) => entry.name === name)),
  )
}

/** Throws KubeconfigError for what is none. */
const readConfig = (text: string): Readonly<Record<string, unknown>> => {
  const config = readYamlIfSound(text)
  if (!isObject(config) || config['kind'] !== 'Config')
    throw new KubeconfigError('it is no kubeconfig')
  return config
}

/** The name of the context that a kubeconfig has as its current one; '' for none. */
export const currentContext = (text: string): string => {
  const config = readYamlIfSound(text)
  const current = isObject(config) ? config['current-context'] : undefined
  return typeof current === 'string' ? current : ''
}

const replaced = (existing: unknown, ours: readonly KubeconfigEntry[]): KubeconfigEntry[] => {
  const names = new Set(ours.map(({ name }) => name))
  return [...ours, ...entries(existing).filter(({ name }) => !names.has(name))]
}

/** Whether two entries lead to the same cluster: kept in the same folder, or with the same CA. */
const isSame = (theirs: KubeconfigEntry, ours: KubeconfigEntry): boolean => {
  const folder = markOf(theirs)?.['data-dir']
  return (
    (folder !== undefined && folder === markOf(ours)?.['data-dir']) || caOf(theirs) === caOf(ours)
  )
}

/**
 * Throws KubeconfigError where an entry of somebody else's, or of another cluster of ours, would be
 * lost.
 */
const refuseLoss = (
  existing: Readonly<Record<string, unknown>>,
  ours: KubeconfigFile,
  isGone: IsGone,
): void => {
  const [cluster] = ours.clusters as [KubeconfigEntry]
  const namesake = entries(existing['clusters']).find(({ name }) => name === cluster.name)
  if (namesake !== undefined) {
    const mark = markOf(namesake)
    if (mark !== undefined && (isSame(namesake, cluster) || isGone(mark))) return
    throw new KubeconfigError(
      `it has another cluster named ${cluster.name}${mark?.['data-dir'] === undefined ? '' : `, that of ${mark['data-dir']}`}`,
    )
  }
  // what is left of a cluster of ours has the cluster's entry too
  for (const [list, what] of [
    ['users', 'user'],
    ['contexts', 'context'],
  ] as const) {
    const names = new Set(ours[list].map(({ name }) => name))
    const taken = entries(existing[list]).find(({ name }) => names.has(name))
    if (taken !== undefined) throw new KubeconfigError(`it has another ${what} named ${taken.name}`)
  }
}

/**
 * Our cluster, user and context put into an existing kubeconfig; the user's own entries and current
 * context stay. Empty text counts as no file. Throws KubeconfigError rather than to lose what was
 * there: other text, or the entries of another cluster, unless it is one of ours that `isGone`.
 */
export const mergeKubeconfig = (
  existingText: string,
  parts: KubeconfigParts,
  isGone: IsGone = () => false,
): string => {
  const ours = kubeconfigOf(parts)
  if (existingText.trim() === '') return jsonToYaml(ours)
  const existing = readConfig(existingText)
  refuseLoss(existing, ours, isGone)
  return jsonToYaml({
    ...existing,
    ...ours,
    clusters: replaced(existing['clusters'], ours.clusters),
    contexts: replaced(existing['contexts'], ours.contexts),
    users: replaced(existing['users'], ours.users),
    'current-context': currentContext(existingText) || ours['current-context'],
  })
}

const NONE = { apiVersion: 'v1', kind: 'Config', clusters: [], contexts: [], users: [] }

/**
 * A kubeconfig with another current context; empty text counts as no file. Throws KubeconfigError.
 */
export const withCurrentContext = (text: string, context: string): string =>
  jsonToYaml({ ...(text.trim() === '' ? NONE : readConfig(text)), 'current-context': context })

const stringsOf = (entry: KubeconfigEntry, field: string, name: string): string => {
  const value = entry[field]
  const text = isObject(value) ? value[name] : undefined
  return typeof text === 'string' ? text : ''
}

/**
 * A kubeconfig without the clusters of ours that `isMeant`, the contexts that lead to them, and the
 * users whom no other context has; undefined when nothing is left. The text as it is when there is
 * none of them. Throws KubeconfigError.
 */
export const withoutClusters = (
  text: string,
  isMeant: (entry: KubeconfigEntry) => boolean,
): string | undefined => {
  const config = readConfig(text)
  const clusters = entries(config['clusters'])
  const gone = new Set(
    clusters
      .filter((entry) => markOf(entry) !== undefined && isMeant(entry))
      .map(({ name }) => name),
  )
  if (gone.size === 0) return text
  const contexts = entries(config['contexts'])
  const isGone = (context: KubeconfigEntry): boolean =>
    gone.has(stringsOf(context, 'context', 'cluster'))
  const left = contexts.filter((context) => !isGone(context))
  const usersOf = (some: readonly KubeconfigEntry[]): Set<string> =>
    new Set(some.map((context) => stringsOf(context, 'context', 'user')))
  const needed = usersOf(left)
  const orphans = new Set([...usersOf(contexts.filter(isGone))].filter((user) => !needed.has(user)))
  const rest = {
    ...config,
    clusters: clusters.filter(({ name }) => !gone.has(name)),
    contexts: left,
    users: entries(config['users']).filter(({ name }) => !orphans.has(name)),
    'current-context': left.some(({ name }) => name === config['current-context'])
      ? config['current-context']
      : '',
  }
  const isEmpty = [rest.clusters, rest.contexts, rest.users].every((list) => list.length === 0)
  return isEmpty ? undefined : jsonToYaml(rest)
}
