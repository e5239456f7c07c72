/** Addresses and node ports that services have, which no other service may get. */
import { isIPv4 } from 'node:net'
import type { RequestContext } from '../../../apimachinery/context.ts'
import type { Service, ServiceSpec } from '../../../apis/core.ts'
import type { Other } from '../../../apiserver/registry/strategy.ts'

interface GivenOut {
  readonly address: string | undefined
  readonly ports: readonly number[]
}

export const hasAddress = ({ type }: ServiceSpec): boolean => type !== 'ExternalName'

export const hasNodePorts = ({ type }: ServiceSpec): boolean =>
  type === 'NodePort' || type === 'LoadBalancer'

const givenOutTo = ({ spec }: Service): GivenOut => ({
  address: hasAddress(spec) && spec.clusterIP !== 'None' ? spec.clusterIP : undefined,
  ports: hasNodePorts(spec)
    ? (spec.ports ?? []).flatMap(({ nodePort = 0 }) => (nodePort === 0 ? [] : [nodePort]))
    : [],
})

/** Caches the result per stored object. */
const known = new WeakMap<object, GivenOut>()

/** The addresses and node ports of all services. They are collected on the first question. */
export class Taken {
  readonly #services: Iterable<Other<Service>>
  #all: readonly GivenOut[] | undefined
  #addresses: ReadonlySet<string | undefined> | undefined
  #ports: ReadonlySet<number> | undefined

  constructor(services: Iterable<Other<Service>>) {
    this.#services = services
  }

  #look(): readonly GivenOut[] {
    this.#all ??= Array.from(this.#services, (service) => {
      let given = known.get(service.identity)
      if (given === undefined) known.set(service.identity, (given = givenOutTo(service.object)))
      return given
    })
    return this.#all
  }

  hasAddress(address: string): boolean {
    this.#addresses ??= new Set(this.#look().map((given) => given.address))
    return this.#addresses.has(address)
  }

  hasPort(port: number): boolean {
    this.#ports ??= new Set(this.#look().flatMap(({ ports }) => ports))
    return this.#ports.has(port)
  }
}

const RANGE = '10.96.0.0/12'
const FIRST_AND_LAST = new Set(['10.96.0.0', '10.111.255.255'])

const isInRange = (address: string): boolean => {
  const [first, second] = address.split('.').map(Number)
  return first === 10 && second! >= 96 && second! < 112
}

/** Returns why a service cannot have the address that it names; undefined if it can. */
export const addressProblem = (address: string, taken: Taken): string | undefined => {
  if (!isIPv4(address) || !isInRange(address))
    return 'the provided network does not match the current range'
  if (FIRST_AND_LAST.has(address))
    return `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${RANGE}`
  return taken.hasAddress(address) ? 'provided IP is already allocated' : undefined
}

/** Draws a free address from the upper half of the range; users pick theirs from the lower half. */
export const drawAddress = ({ entropy }: RequestContext, taken: Taken): string => {
  for (;;) {
    const [second = 0, third = 0, fourth = 0] = entropy.bytes(3)
    const address = `10.${104 + (second % 8)}.${third}.${1 + (fourth % 254)}`
    if (!taken.hasAddress(address)) return address
  }
}

const FIRST_PORT = 30_000
const PORTS = 2768
const LAST_PORT = FIRST_PORT + PORTS - 1

/** Returns why a service cannot have the node port that it names; undefined if it can. */
export const portProblem = (port: number, taken: Taken): string | undefined => {
  if (port < FIRST_PORT || port > LAST_PORT)
    return `provided port is not in the valid range. The range of valid ports is ${FIRST_PORT}-${LAST_PORT}`
  return taken.hasPort(port) ? 'provided port is already allocated' : undefined
}

/** Draws a node port that is neither taken nor in `own`; undefined if there is none left. */
export const drawPort = (
  { entropy }: RequestContext,
  taken: Taken,
  own: ReadonlySet<number>,
): number | undefined => {
  const start = entropy.bytes(4).readUInt32BE()
  for (let offset = start; offset < start + PORTS; offset++) {
    const port = FIRST_PORT + (offset % PORTS)
    if (!taken.hasPort(port) && !own.has(port)) return port
  }
  return undefined
}
