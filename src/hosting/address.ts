/** How a cluster of a host is found: by the name that a client asks for in the TLS handshake, or by the path. */
import { isClusterName } from './management/cluster-name.ts'

/** No DNS has it: clients are told to ask for it (`tls-server-name` of a kubeconfig). */
const DOMAIN = '.csrlab.internal'

const PREFIX = '/clusters/'

/** The name under which a cluster is served as one of its own. */
export const serverNameOf = (cluster: string): string => `${cluster}${DOMAIN}`

/** Which cluster a name in a handshake leads to, if there is one; undefined: none of ours. */
export const clusterOfServerName = (name: string): string | undefined => {
  const lower = name.toLowerCase()
  return lower.endsWith(DOMAIN) ? lower.slice(0, -DOMAIN.length) : undefined
}

/** Where a host is found with the path of a cluster. */
export const pathOf = (cluster: string): string => `${PREFIX}${cluster}`

interface PathTarget {
  readonly cluster: string
  /** the request target without the prefix */
  readonly target: string
}

/** A whole URL is what proxies are asked with (RFC 9112 section 3.2.2). */
const ABSOLUTE = /^https?:\/\/[^/?#]*/i

/**
 * Which cluster a request target names, and what is asked of it. The prefix counts as it is written, nothing in it is decoded or resolved:
 * so nobody else can read the target in another way. Undefined: it has no such prefix.
 */
export const readPath = (target: string): PathTarget | undefined => {
  const path = target.startsWith('/') ? target : target.replace(ABSOLUTE, '')
  if (!path.startsWith(PREFIX)) return undefined
  const end = path.slice(PREFIX.length).search(/[/?]/)
  const cluster = end < 0 ? path.slice(PREFIX.length) : path.slice(PREFIX.length).slice(0, end)
  if (!isClusterName(cluster)) return undefined
  const rest = path.slice(PREFIX.length + cluster.length)
  return { cluster, target: rest.startsWith('/') ? rest : `/${rest}` }
}
