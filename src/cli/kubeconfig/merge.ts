/** Adds csrlab's clusters to a user's kubeconfig, and removes them. Pure. */
import { readYamlIfSound } from '../../apimachinery/text/yaml/files.ts'
import { jsonToYaml } from '../../apimachinery/text/yaml/write.ts'
import {
  caOf,
  entries,
  isObject,
  type KubeconfigEntry,
  type KubeconfigFile,
  kubeconfigOf,
  type KubeconfigParts,
  type Mark,
  markOf,
} from '../../apiserver/client/kubeconfig.ts'

type Config = Readonly<Record<string, unknown>>

const configOf = (text: string): Config => {
  const config = readYamlIfSound(text)
  return isObject(config) ? config : {}
}

export const clusterEntries = (text: string): KubeconfigEntry[] =>
  entries(configOf(text)['clusters'])

/** The message is a clause about the file, without its name. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError'
}

/** Tells whether the cluster no longer exists, so that its name can be reused. */
export type IsGone = (mark: Mark) => boolean

/** Tells whether any entry has the name of one of ours. */
export const hasEntryOf = (text: string, ours: KubeconfigFile): boolean => {
  const config = configOf(text)
  return (['clusters', 'users', 'contexts'] as const).some((list) =>
    ours[list].some(({ name }) => entries(config[list]).some((entry) => entry.name === name)),
  )
}

const NONE = { apiVersion: 'v1', kind: 'Config', clusters: [], contexts: [], users: [] }

/** Empty text counts as a kubeconfig without entries. */
const readConfig = (text: string): Config => {
  if (text.trim() === '') return NONE
  const config = configOf(text)
  if (config['kind'] !== 'Config') throw new KubeconfigError('it is not a kubeconfig')
  return config
}

export const currentContext = (text: string): string => {
  const current = configOf(text)['current-context']
  return typeof current === 'string' ? current : ''
}

const replaced = (existing: unknown, ours: readonly KubeconfigEntry[]): KubeconfigEntry[] => {
  const names = new Set(ours.map(({ name }) => name))
  return [...ours, ...entries(existing).filter(({ name }) => !names.has(name))]
}

/** Entries with the same data folder or the same CA are for the same cluster. */
const isSame = (theirs: KubeconfigEntry, ours: KubeconfigEntry): boolean => {
  const folder = markOf(theirs)?.['data-dir']
  return (
    (folder !== undefined && folder === markOf(ours)?.['data-dir']) || caOf(theirs) === caOf(ours)
  )
}

/** Throws KubeconfigError if an entry of another cluster would be overwritten. */
const refuseLoss = (existing: Config, ours: KubeconfigFile, isGone: IsGone): void => {
  const [cluster] = ours.clusters as [KubeconfigEntry]
  const namesake = entries(existing['clusters']).find(({ name }) => name === cluster.name)
  if (namesake !== undefined) {
    const mark = markOf(namesake)
    if (mark !== undefined && (isSame(namesake, cluster) || isGone(mark))) return
    throw new KubeconfigError(
      `it has another cluster named ${cluster.name}${mark?.['data-dir'] === undefined ? '' : ` (${mark['data-dir']})`}`,
    )
  }
  // the file has no cluster of ours, so users and contexts of the same names belong to others
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
 * Adds our entries, and makes our context current if none is. Other entries stay. Throws
 * KubeconfigError if the text is no kubeconfig, or has entries of others with our names.
 */
export const mergeKubeconfig = (
  existingText: string,
  parts: KubeconfigParts,
  isGone: IsGone = () => false,
): string => {
  const ours = kubeconfigOf(parts)
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

export const withCurrentContext = (text: string, context: string): string =>
  jsonToYaml({ ...readConfig(text), 'current-context': context })

const stringsOf = (entry: KubeconfigEntry, field: string, name: string): string => {
  const value = entry[field]
  const text = isObject(value) ? value[name] : undefined
  return typeof text === 'string' ? text : ''
}

/**
 * Removes csrlab's clusters for which `isMeant` returns true, their contexts, and the users that
 * only these contexts use. Returns undefined if nothing is left, and the same text if there is no
 * such cluster. Throws KubeconfigError.
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
  const hasUser = (some: readonly KubeconfigEntry[], user: string): boolean =>
    some.some((context) => stringsOf(context, 'context', 'user') === user)
  const isOrphan = ({ name }: KubeconfigEntry): boolean =>
    hasUser(contexts, name) && !hasUser(left, name)
  const rest = {
    ...config,
    clusters: clusters.filter(({ name }) => !gone.has(name)),
    contexts: left,
    users: entries(config['users']).filter((user) => !isOrphan(user)),
    'current-context': left.some(({ name }) => name === config['current-context'])
      ? config['current-context']
      : '',
  }
  const isEmpty = [rest.clusters, rest.contexts, rest.users].every((list) => list.length === 0)
  return isEmpty ? undefined : jsonToYaml(rest)
}
