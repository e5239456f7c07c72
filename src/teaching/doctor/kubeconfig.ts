/** A kubeconfig: from each of its contexts to their cluster and their user, and whether the two fit. */
import type { Certificate } from '../../ca/certificate.ts'
import { X509Error } from '../../ca/errors.ts'
import { shellWord } from '../hints/shell.ts'
import { checkCluster } from './kubeconfig-cluster.ts'
import {
  broken,
  configCommand,
  type Fields,
  follow,
  listed,
  listOf,
  makingContext,
  type Named,
  onlyOne,
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

const isElsewhere = (
  others: readonly Kubeconfig[],
  what: 'cluster' | 'user' | 'context',
  name: string,
): boolean => others.some((config) => listOf(config[`${what}s`]).some((one) => one.name === name))

const entriesOf = (entries: Kubeconfig['users'], what: 'cluster' | 'user'): [string, Fields][] =>
  listOf(entries).map((entry) => [text(entry.name), (entry[what] ?? {}) as Fields])

const isFilled = ([, fields]: [string, Fields]): boolean => Object.keys(fields).length > 0

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
  const said = 'no current-context is set, so kubectl asks localhost:8080.'
  if (first !== undefined) {
    broken(walk, said, {
      command: configCommand(walk, `use-context ${shellWord(text(first.name))}`),
    })
    return
  }
  const { command, ...remedy } = makingContext(walk, 'default')
  broken(walk, said, {
    ...remedy,
    ...(command !== undefined && {
      command: `${command} && ${configCommand(walk, 'use-context default')}`,
    }),
  })
}

/**
 * Notes a kubeconfig, and the first broken link of each chain from its contexts on; those from the current one first. `elsewhere`:
 * the kubeconfigs that kubectl reads together with it, in which a chain may go on.
 */
export const addKubeconfig = (
  given: Omit<Walk, 'names'>,
  config: Kubeconfig,
  elsewhere: readonly Kubeconfig[],
): void => {
  const { findings, source } = given
  const current = text(config['current-context'])
  const contexts = listOf(config.contexts)
  const namesIn = (entries: unknown): string[] => listOf(entries).map(({ name }) => text(name))
  const names = {
    context: namesIn(config.contexts),
    cluster: namesIn(config.clusters),
    user: namesIn(config.users),
  }
  const walk: Walk = { ...given, names }
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
  const clusters = new Map(entriesOf(config.clusters, 'cluster'))
  const authoritiesIn = (name: string): readonly Certificate[] => {
    const fields = clusters.get(name)
    return (fields && authoritiesOf(name, fields)) ?? []
  }
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
      const only = onlyOne(walk, what)
      broken(
        walk,
        `the context ${context} names no ${what}.`,
        only === undefined
          ? { mend: `Let it name ${listed(walk, what)}.` }
          : {
              command: configCommand(walk, `set-context ${shellWord(context)} --${what}=${only}`),
            },
      )
      return [name, undefined]
    }
    const [clusterName] = link('cluster')
    const [userName, user] = link('user')
    // in the order of a login: first the cluster
    authoritiesIn(clusterName)
    const certificate = user === undefined ? undefined : certificateOf(userName, user)
    if (certificate !== undefined)
      checkUserIn(
        walk,
        { context, user: userName, cluster: clusterName },
        certificate,
        authoritiesIn,
      )
  }
  // what no context leads to can be named on a command line
  for (const [name] of [...clusters].filter(isFilled)) authoritiesIn(name)
  for (const [name, fields] of entriesOf(config.users, 'user').filter(isFilled))
    certificateOf(name, fields)
}
