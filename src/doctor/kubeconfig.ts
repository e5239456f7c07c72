/** A kubeconfig: from the current context to its cluster and its user, and whether the two fit. */
import type { Certificate } from '../ca/certificate.ts'
import { X509Error } from '../ca/errors.ts'
import { shellWord } from '../hints/shell.ts'
import type { Findings } from './findings.ts'
import {
  broken,
  certificatesIn,
  credential,
  type Fields,
  follow,
  listOf,
  type Named,
  type ReadFile,
  text,
  type Walk,
} from './kubeconfig-links.ts'
import { checkUser } from './kubeconfig-user.ts'

export interface Kubeconfig {
  readonly 'current-context'?: unknown
  readonly clusters?: readonly Named[] | null
  readonly contexts?: readonly Named[] | null
  readonly users?: readonly Named[] | null
}

const checkCluster = (walk: Walk, name: string, cluster: Fields): Certificate[] => {
  const server = text(cluster['server'])
  if (!/^https?:\/\/[^/]+/.test(server)) {
    broken(
      walk,
      server === ''
        ? `the cluster ${name} has no server, so kubectl asks localhost:8080.`
        : `the server of the cluster ${name} is ${server}, which is no https:// address.`,
      `kubectl config set-cluster ${shellWord(name)} --server=https://ADDRESS:6443`,
    )
  }
  return certificatesIn(
    walk,
    `${walk.source} [cluster ${name}, CA]`,
    credential(walk, name, cluster, 'certificate-authority'),
  )
}

/** Notes a kubeconfig, and the first broken link of each chain from its current context on. */
export const addKubeconfig = (
  findings: Findings,
  source: string,
  config: Kubeconfig,
  readFile: ReadFile,
  now: number,
): void => {
  const walk = { findings, source, readFile, now }
  const current = text(config['current-context'])
  findings.pieces.push({
    source,
    kind: 'kubeconfig',
    summary: `kubeconfig, ${current === '' ? 'no current context' : `current context ${current}`}`,
  })
  const contexts = listOf(config.contexts)
  if (current === '') {
    const [first] = contexts
    broken(
      walk,
      'no current-context is set, so kubectl asks localhost:8080.',
      first === undefined
        ? 'kubectl config set-context NAME --cluster=CLUSTER --user=USER && kubectl config use-context NAME'
        : `kubectl config use-context ${shellWord(text(first.name))}`,
    )
    return
  }
  const context = follow(walk, contexts, 'context', current, 'current-context')
  if (context === undefined) return
  const [clusterName, userName] = [text(context['cluster']), text(context['user'])]
  const link = (what: 'cluster' | 'user', name: string): Fields | undefined =>
    name === ''
      ? broken(
          walk,
          `the context ${current} names no ${what}.`,
          `kubectl config set-context ${shellWord(current)} --${what}=NAME`,
        )
      : follow(
          walk,
          listOf(what === 'cluster' ? config.clusters : config.users),
          what,
          name,
          `the context ${current}`,
        )
  const cluster = link('cluster', clusterName)
  const user = link('user', userName)
  findings.inKubeconfig = true
  try {
    const authorities = cluster === undefined ? [] : checkCluster(walk, clusterName, cluster)
    if (user !== undefined) checkUser(walk, userName, user, authorities)
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    broken(walk, `a certificate in it cannot be read: ${error.message}.`, 'Fetch it again.')
  } finally {
    findings.inKubeconfig = false
  }
}
