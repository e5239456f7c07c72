import { entries, type KubeconfigEntry } from '../../apiserver/client/kubeconfig.ts'
import { nearest } from '../../apimachinery/text/nearest.ts'
import { shellWord } from '../hints/shell.ts'
import { checkCluster } from './kubeconfig-cluster.ts'
import {
  ADDRESS_MEND,
  broken,
  configCommand,
  fieldsOf,
  type KubeconfigWalk,
  text,
  userCommand,
} from './kubeconfig-links.ts'
import { checkUser, checkUserIn } from './kubeconfig-user.ts'
import type { Remedy } from './report.ts'

export interface GivenKubeconfig {
  readonly 'current-context'?: unknown
  readonly clusters?: unknown
  readonly contexts?: unknown
  readonly users?: unknown
}

const namesOf = (
  configs: readonly GivenKubeconfig[],
  kind: 'contexts' | 'clusters' | 'users',
): string[] => [
  ...new Set(configs.flatMap((config) => entries(config[kind]).map(({ name }) => text(name)))),
]

const checkCurrent = (walk: KubeconfigWalk, current: string): void => {
  const { context: contexts } = walk.names
  if (contexts.includes(current)) return
  const meant = nearest(current, contexts) ?? contexts[0]
  broken(
    walk,
    current === ''
      ? 'no current-context is set, so kubectl connects to localhost:8080.'
      : `current-context names the context ${current}, which ${walk.isShared ? 'is in none of the files' : 'is not in the file'}.`,
    meant === undefined
      ? { mend: 'Make a context that names a cluster and a user.' }
      : { command: configCommand(walk, `use-context ${shellWord(meant)}`) },
  )
}

const missingEntry = (walk: KubeconfigWalk, what: 'cluster' | 'user', name: string): Remedy => {
  if (walk.names[what].length > 0)
    return { mend: `Name one of the kubeconfig's ${what}s in the context.` }
  return what === 'cluster' || name === ''
    ? { mend: ADDRESS_MEND }
    : { command: userCommand(walk, name) }
}

/** Checks the cluster or user that a context names, and returns that name. */
const checkLink = (
  walk: KubeconfigWalk,
  entry: KubeconfigEntry,
  what: 'cluster' | 'user',
): string => {
  const context = text(entry.name)
  const name = text(fieldsOf(entry['context'])[what])
  const names = walk.names[what]
  if (names.includes(name)) return name
  const meant = nearest(name, names) ?? (names.length === 1 ? names[0] : undefined)
  broken(
    walk,
    name === ''
      ? `the context ${context} names no ${what}.`
      : `the context ${context} names the ${what} ${name}, which ${walk.isShared ? 'is in none of the files: they have' : 'is not in the file: it has'} ${names.join(', ') || `no ${what} at all`}.`,
    meant === undefined
      ? missingEntry(walk, what, name)
      : {
          command: configCommand(
            walk,
            `set-context ${shellWord(context)} --${what}=${shellWord(meant)}`,
          ),
        },
  )
  return name
}

/** Checks a kubeconfig, the current context first. `others`: files that kubectl reads with it. */
export const addKubeconfig = (
  given: Omit<KubeconfigWalk, 'isShared' | 'names'>,
  config: GivenKubeconfig,
  others: readonly GivenKubeconfig[],
): void => {
  const { findings, source } = given
  const all = [config, ...others]
  const current = text(config['current-context'])
  const contexts = entries(config.contexts)
  const clusters = entries(config.clusters)
  const users = entries(config.users)
  const walk: KubeconfigWalk = {
    ...given,
    isShared: others.length > 0,
    names: {
      context: namesOf(all, 'contexts'),
      cluster: namesOf(all, 'clusters'),
      user: namesOf(all, 'users'),
    },
  }
  findings.pieces.push({
    source,
    kind: 'kubeconfig',
    summary: `kubeconfig, ${current === '' ? 'no current context' : `current context ${current}`}`,
  })
  if (current !== '' || others.every((one) => text(one['current-context']) === ''))
    checkCurrent(walk, current)
  const links = contexts
    .toSorted((a, b) => Number(b.name === current) - Number(a.name === current))
    .map((entry) => ({
      cluster: checkLink(walk, entry, 'cluster'),
      user: checkLink(walk, entry, 'user'),
    }))
  findings.inKubeconfig = true
  const authorities = new Map(
    clusters.map((one) => [
      text(one.name),
      checkCluster(walk, text(one.name), fieldsOf(one['cluster'])),
    ]),
  )
  const certificates = new Map(
    users.map((one) => [text(one.name), checkUser(walk, text(one.name), fieldsOf(one['user']))]),
  )
  findings.inKubeconfig = false
  for (const { cluster, user } of links) {
    const certificate = certificates.get(user)
    if (certificate !== undefined)
      checkUserIn(walk, { user, cluster }, certificate, authorities.get(cluster) ?? [])
  }
}
