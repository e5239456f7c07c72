/** A kubeconfig: from each of its contexts to their cluster and their user, and whether the two fit. */
import type { Certificate } from '../ca/certificate.ts'
import { X509Error } from '../ca/errors.ts'
import { shellWord } from '../hints/shell.ts'
import { checkCluster } from './kubeconfig-cluster.ts'
import {
  broken,
  configCommand,
  type Fields,
  follow,
  listOf,
  MAKING,
  type Named,
  text,
  type Walk,
} from './kubeconfig-links.ts'
import { checkUser, checkUserIn } from './kubeconfig-user.ts'

export interface Kubeconfig {
  readonly 'current-context'?: unknown
  readonly clusters?: readonly Named[] | null
  readonly contexts?: readonly Named[] | null
  readonly users?: readonly Named[] | null
}

/** Looks at each of these once, however many contexts lead there, and notes a certificate that cannot be read. */
const once = <T>(walk: Walk, look: (name: string, fields: Fields) => T) => {
  const seen = new Map<string, T | undefined>()
  return (name: string, fields: Fields): T | undefined => {
    if (seen.has(name)) return seen.get(name)
    let found: T | undefined
    walk.findings.inKubeconfig = true
    try {
      found = look(name, fields)
    } catch (error) {
      if (!(error instanceof X509Error)) throw error
      broken(walk, `a certificate in it cannot be read: ${error.message}.`, {
        mend: 'Fetch it again.',
      })
    } finally {
      walk.findings.inKubeconfig = false
    }
    seen.set(name, found)
    return found
  }
}

/** The one entry that there is; `NAME` where somebody has to choose. */
const nameOfOne = (entries: readonly Named[]): string =>
  entries.length === 1 ? shellWord(text(entries[0]!.name)) : 'NAME'

const isElsewhere = (
  others: readonly Kubeconfig[],
  what: 'cluster' | 'user' | 'context',
  name: string,
): boolean => others.some((config) => listOf(config[`${what}s`]).some((one) => one.name === name))

/** The entries of a list that hold something. */
const filled = (entries: Kubeconfig['users'], what: 'cluster' | 'user'): [string, Fields][] =>
  listOf(entries)
    .map((entry): [string, Fields] => [text(entry.name), (entry[what] ?? {}) as Fields])
    .filter(([, fields]) => Object.keys(fields).length > 0)

/** The current context, or why there is none. */
const checkCurrent = (
  walk: Walk,
  { current, contexts }: { readonly current: string; readonly contexts: readonly Named[] },
  elsewhere: readonly Kubeconfig[],
): void => {
  if (current !== '') {
    if (isElsewhere(elsewhere, 'context', current)) return
    follow(walk, contexts, 'context', current, { by: 'current-context' })
    return
  }
  if (elsewhere.some((config) => text(config['current-context']) !== '')) return
  const [first] = contexts
  broken(walk, 'no current-context is set, so kubectl asks localhost:8080.', {
    command:
      first === undefined
        ? `${configCommand(walk, MAKING.context('NAME'))} && ${configCommand(walk, 'use-context NAME')}`
        : configCommand(walk, `use-context ${shellWord(text(first.name))}`),
  })
}

/**
 * Notes a kubeconfig, and the first broken link of each chain from its contexts on; those from the current one first. `elsewhere`:
 * the kubeconfigs that kubectl reads together with it, in which a chain may go on.
 */
export const addKubeconfig = (
  walk: Walk,
  config: Kubeconfig,
  elsewhere: readonly Kubeconfig[],
): void => {
  const { findings, source } = walk
  const current = text(config['current-context'])
  const contexts = listOf(config.contexts)
  findings.pieces.push({
    source,
    kind: 'kubeconfig',
    summary: `kubeconfig, ${current === '' ? 'no current context' : `current context ${current}`}`,
  })
  checkCurrent(walk, { current, contexts }, elsewhere)
  const authoritiesOf = once(walk, (name, fields): Certificate[] =>
    checkCluster(walk, name, fields),
  )
  const certificateOf = once(walk, (name, fields) => checkUser(walk, name, fields))
  const isCurrent = ({ name }: Named): boolean => name === current
  for (const entry of [
    ...contexts.filter(isCurrent),
    ...contexts.filter((one) => !isCurrent(one)),
  ]) {
    const context = text(entry.name)
    const fields = (entry['context'] ?? {}) as Fields
    const link = (what: 'cluster' | 'user'): [name: string, fields: Fields | undefined] => {
      const name = text(fields[what])
      const entries = listOf(what === 'cluster' ? config.clusters : config.users)
      if (name !== '') {
        if (isElsewhere(elsewhere, what, name)) return [name, undefined]
        return [name, follow(walk, entries, what, name, { by: `the context ${context}`, context })]
      }
      broken(walk, `the context ${context} names no ${what}.`, {
        command: configCommand(
          walk,
          `set-context ${shellWord(context)} --${what}=${nameOfOne(entries)}`,
        ),
      })
      return [name, undefined]
    }
    const [clusterName, cluster] = link('cluster')
    const [userName, user] = link('user')
    const authorities = cluster === undefined ? [] : (authoritiesOf(clusterName, cluster) ?? [])
    const certificate = user === undefined ? undefined : certificateOf(userName, user)
    if (certificate !== undefined)
      checkUserIn(walk, { context, user: userName, cluster: clusterName }, certificate, authorities)
  }
  // what no context leads to can be named on a command line
  for (const [name, fields] of filled(config.clusters, 'cluster')) authoritiesOf(name, fields)
  for (const [name, fields] of filled(config.users, 'user')) certificateOf(name, fields)
}
