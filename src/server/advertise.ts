import { isIP, isIPv6 } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import type { ValidOptions } from './options.ts'

/** `clusterIP` of the Service `kubernetes` */
export const CLUSTER_IP = '10.96.0.1'

type AddressOptions = Pick<ValidOptions, 'host' | 'advertiseAddress' | 'tlsSan'>

const isLocal = (host: string): boolean => /^(127\.|0\.0\.0\.0$|::1?$|localhost$)/.test(host)

const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** The addresses that other machines can reach. */
const machineAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ internal, scopeid = 0 }) => !internal && scopeid === 0)
    .map(({ address }) => address)

/**
 * Returns the given address, else `host` if it is an IP address that is not local, else the
 * machine's first IPv4 address, like kube-apiserver's `--advertise-address`; undefined if there is
 * none.
 */
export const advertiseAddress = ({
  host,
  advertiseAddress: advertised,
}: Omit<AddressOptions, 'tlsSan'>): string | undefined => {
  if (advertised !== undefined) return advertised
  if (isIP(host) !== 0 && !isLocal(host)) return host
  return machineAddresses().find((address) => !isIPv6(address))
}

const hostPort = (host: string, port: number): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

/** Returns `host:port` for clients, like `--external-hostname` of kube-apiserver. */
export const externalAddress = (place: Omit<AddressOptions, 'tlsSan'>, port: number): string => {
  const { host, advertiseAddress: advertised } = place
  const otherwise = isEverywhere(host) ? (advertiseAddress(place) ?? 'localhost') : host
  return hostPort(advertised ?? otherwise, port)
}

export const localAddress = (host: string, port: number): string =>
  hostPort(host === '::' ? '::1' : host === '0.0.0.0' ? '127.0.0.1' : host, port)

export const servingNames = ({
  host,
  advertiseAddress: advertised,
  tlsSan,
}: AddressOptions): { dns: string[]; ip: string[] } => {
  const own = isEverywhere(host) ? machineAddresses() : [host]
  const names = [...own, ...(advertised === undefined ? [] : [advertised]), ...tlsSan]
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
