/** Addresses of hosted clusters: a server name in the TLS handshake, or a path. */

/** a DNS label (RFC 1123 section 2.1) */
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

export const isClusterName = (name: string): boolean => NAME.test(name)

/** suffix of clusters' server names, which kubeconfigs set as `tls-server-name`; not in DNS */
const DOMAIN = '.csrlab.internal'

const PREFIX = '/clusters/'

/** in the host's certificate, so that clients of a missing cluster get a 404, not a TLS error */
export const ANY_SERVER_NAME = `*${DOMAIN}`

export const serverNameOf = (cluster: string): string => `${cluster}${DOMAIN}`

/** undefined: the host itself */
export const clusterOfServerName = (name: string): string | undefined => {
  const lower = name.toLowerCase()
  return lower.endsWith(DOMAIN) ? lower.slice(0, -DOMAIN.length) : undefined
}

export const pathOf = (cluster: string): string => `${PREFIX}${cluster}`

/** scheme and host of a target in absolute form (RFC 9112 section 3.2.2) */
const ABSOLUTE = /^https?:\/\/[^/?#]*/i

/**
 * Returns the cluster, and the target without its prefix; undefined if the target has no valid
 * prefix. `%` and `..` in a prefix are invalid, so that all proxies and servers read it alike.
 */
export const readPath = (target: string) => {
  const path = target.startsWith('/') ? target : target.replace(ABSOLUTE, '')
  if (!path.startsWith(PREFIX)) return undefined
  const end = path.slice(PREFIX.length).search(/[/?]/)
  const cluster = end < 0 ? path.slice(PREFIX.length) : path.slice(PREFIX.length).slice(0, end)
  if (!isClusterName(cluster)) return undefined
  const rest = path.slice(PREFIX.length + cluster.length)
  return { cluster, target: rest.startsWith('/') ? rest : `/${rest}` }
}
