/** Addresses of hosted clusters: a server name in the TLS handshake, or a path. */

/** A DNS label (RFC 1123 section 2.1), for server names and paths. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

export const isClusterName = (name: string): boolean => NAME.test(name)

/** Not in DNS; kubeconfigs set such names as `tls-server-name`. */
const DOMAIN = '.csrlab.internal'

const PREFIX = '/clusters/'

/** A name in the host's certificate, which is presented for clusters that do not exist. */
export const ANY_SERVER_NAME = `*${DOMAIN}`

export const serverNameOf = (cluster: string): string => `${cluster}${DOMAIN}`

/** Returns the cluster that a server name addresses; undefined: the host itself. */
export const clusterOfServerName = (name: string): string | undefined => {
  const lower = name.toLowerCase()
  return lower.endsWith(DOMAIN) ? lower.slice(0, -DOMAIN.length) : undefined
}

export const pathOf = (cluster: string): string => `${PREFIX}${cluster}`

interface PathTarget {
  readonly cluster: string
  /** the request target without the prefix */
  readonly target: string
}

/** A request to a proxy has an absolute URL (RFC 9112 section 3.2.2). */
const ABSOLUTE = /^https?:\/\/[^/?#]*/i

/**
 * Splits a request target into cluster and rest; undefined without `/clusters/` and a valid name.
 * The prefix is neither decoded nor resolved, so that all proxies and servers read it alike.
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
