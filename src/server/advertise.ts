/** What a server is called, and where it is found. */
import { isIP, isIPv6 } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import type { ValidOptions } from './options.ts'

/** The address of the Service `kubernetes`. */
export const CLUSTER_IP = '10.96.0.1'

/** Of which a server is told where it is. */
export type Place = Pick<ValidOptions, 'host' | 'advertiseAddress' | 'tlsSan'>

const isLocal = (host: string): boolean => /^(127\.|0\.0\.0\.0$|::1?$|localhost$)/.test(host)

/** Whether a server listens on all addresses, so that this one leads nowhere. */
const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** The addresses of this machine that others may reach. */
const machineAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ internal, scopeid = 0 }) => !internal && scopeid === 0)
    .map(({ address }) => address)

/**
 * Where other machines would look for a server: at the address that it was told to say, or the one that it listens on, or, when only
 * this machine can reach that, at the machine's first address, as kube-apiserver chooses its `--advertise-address`. Undefined without
 * a network.
 */
export const advertiseAddress = ({
  host,
  advertiseAddress: told,
}: Omit<Place, 'tlsSan'>): string | undefined => {
  if (told !== undefined) return told
  if (isIP(host) !== 0 && !isLocal(host)) return host
  return machineAddresses().find((address) => !isIPv6(address))
}

const hostPort = (host: string, port: number): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

/**
 * `host:port` that the server names when it says itself where it is (`--external-hostname` of kube-apiserver, whose default is the
 * advertised address): the one that it was told, or that it listens on, or where others would look when it listens on all.
 */
export const externalAddress = (place: Omit<Place, 'tlsSan'>, port: number): string => {
  const { host, advertiseAddress: told } = place
  const otherwise = isEverywhere(host) ? (advertiseAddress(place) ?? 'localhost') : host
  return hostPort(told ?? otherwise, port)
}

/** `host:port` at which this machine itself finds a server. */
export const localAddress = (host: string, port: number): string =>
  hostPort(host === '::' ? '::1' : host === '0.0.0.0' ? '127.0.0.1' : host, port)

/** The names that a serving certificate is good for: those of the loopback, of the machine, of the Service, and all by which it is found. */
export const servingNames = ({
  host,
  advertiseAddress: told,
  tlsSan,
}: Place): { dns: string[]; ip: string[] } => {
  const own = isEverywhere(host) ? machineAddresses() : [host]
  const names = [...own, ...(told === undefined ? [] : [told]), ...tlsSan]
  return {
    dns: [
      ...new Set([
        'localhost',
        hostname(),
        'kubernetes',
        'kubernetes.default',
        'kubernetes.default.svc',
        'kubernetes.default.svc.cluster.local',
        ...names.filter((name) => isIP(name) === 0),
      ]),
    ],
    ip: [...new Set(['127.0.0.1', '::1', CLUSTER_IP, ...names.filter((name) => isIP(name) !== 0)])],
  }
}
