import { isIPv4 } from 'node:net'
import type { RequestContext } from '../../../apimachinery/context.ts'
import type { ServiceSpec } from '../../../apis/core.ts'

export const hasAddress = ({ type }: ServiceSpec): boolean => type !== 'ExternalName'

export const hasNodePorts = ({ type }: ServiceSpec): boolean =>
  type === 'NodePort' || type === 'LoadBalancer'

export type AllSpecs = readonly ServiceSpec[]

const isAddressTaken = (all: AllSpecs, address: string): boolean =>
  all.some((spec) => hasAddress(spec) && spec.clusterIP === address)

const isPortTaken = (all: AllSpecs, port: number): boolean =>
  all.some((spec) => hasNodePorts(spec) && spec.ports?.some(({ nodePort }) => nodePort === port))

const RANGE = '10.96.0.0/12'
const FIRST_AND_LAST = new Set(['10.96.0.0', '10.111.255.255'])

const isInRange = (address: string): boolean => {
  const [first, second] = address.split('.').map(Number)
  return first === 10 && second! >= 96 && second! < 112
}

/** The reason why an address is unavailable, or undefined. */
export const addressProblem = (address: string, all: AllSpecs): string | undefined => {
  if (!isIPv4(address) || !isInRange(address))
    return 'the provided network does not match the current range'
  if (FIRST_AND_LAST.has(address))
    return `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${RANGE}`
  return isAddressTaken(all, address) ? 'provided IP is already allocated' : undefined
}

/** Draws a free address from the upper half of the range, which leaves the lower half to users. */
export const drawAddress = ({ entropy }: RequestContext, all: AllSpecs): string => {
  for (;;) {
    const [second = 0, third = 0, fourth = 0] = entropy.bytes(3)
    const address = `10.${104 + (second % 8)}.${third}.${1 + (fourth % 254)}`
    if (!isAddressTaken(all, address)) return address
  }
}

const FIRST_PORT = 30_000
const PORTS = 2768
const LAST_PORT = FIRST_PORT + PORTS - 1

export const portProblem = (port: number, all: AllSpecs): string | undefined => {
  if (port < FIRST_PORT || port > LAST_PORT)
    return `provided port is not in the valid range. The range of valid ports is ${FIRST_PORT}-${LAST_PORT}`
  return isPortTaken(all, port) ? 'provided port is already allocated' : undefined
}

/** Draws a node port that is neither taken nor in `own`. Returns undefined if none is left. */
export const drawPort = (
  { entropy }: RequestContext,
  all: AllSpecs,
  own: ReadonlySet<number>,
): number | undefined => {
  const start = entropy.bytes(4).readUInt32BE()
  for (let offset = start; offset < start + PORTS; offset++) {
    const port = FIRST_PORT + (offset % PORTS)
    if (!isPortTaken(all, port) && !own.has(port)) return port
  }
  return undefined
}
