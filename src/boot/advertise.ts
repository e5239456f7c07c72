/** What a server is called, and where it is found. */
import { hostname, networkInterfaces } from 'node:os'

/** The address of the Service `kubernetes`. */
export const CLUSTER_IP = '10.96.0.1'

const isLocal = (host: string): boolean => /^(127\.|0\.0\.0\.0$|::1?$|localhost$)/.test(host)

/**
 * Where other machines would look for a server that listens on `host`: there, or, when only this machine can reach it, at the
 * machine's first address, as kube-apiserver chooses its `--advertise-address`. Undefined without a network.
 */
export const advertiseAddress = (host: string): string | undefined => {
  if (/^[\d.]+$|:/.test(host) && !isLocal(host)) return host
  return Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address
}

/**
 * `host:port` that the server names when it says itself where it is (`--external-hostname` of kube-apiserver, whose default is the
 * advertised address): the one that it listens on, or where others would look when it listens on all.
 */
export const externalAddress = (host: string, port: number): string => {
  const named = host === '0.0.0.0' || host === '::' ? (advertiseAddress(host) ?? 'localhost') : host
  return `${named.includes(':') ? `[${named}]` : named}:${port}`
}

/** The names that a serving certificate is good for: those of the loopback, of the machine, of the Service and of `host`. */
export const servingNames = (host: string): { dns: string[]; ip: string[] } => {
  const isAddress = /^[\d.]+$|:/.test(host)
  return {
    dns: [
      ...new Set([
        'localhost',
        hostname(),
        'kubernetes',
        'kubernetes.default',
        'kubernetes.default.svc',
        'kubernetes.default.svc.cluster.local',
        ...(isAddress ? [] : [host]),
      ]),
    ],
    ip: [...new Set(['127.0.0.1', '::1', CLUSTER_IP, ...(isAddress ? [host] : [])])],
  }
}
