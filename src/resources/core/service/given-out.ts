/** Addresses and node ports that services have, which no other may get (`pkg/registry/core/service/ipallocator`, `portallocator`). */
import { BlockList } from 'node:net'
import type { RequestContext } from '../../../api/context.ts'
import { sloppyIp } from '../../../api/ip.ts'
import type { Service } from '../../../api/kinds/services.ts'
import type { Other } from '../../../registry/strategy.ts'
import { needsHealthCheck } from './traffic.ts'

interface GivenOut {
  readonly addresses: readonly string[]
  readonly ports: readonly number[]
}

const givenOutOf = ({ spec }: Service): GivenOut => {
  const { type, clusterIPs = [], ports = [], healthCheckNodePort = 0 } = spec
  const numbers =
    type === 'NodePort' || type === 'LoadBalancer' ? ports.map((p) => p.nodePort ?? 0) : []
  if (needsHealthCheck(spec)) numbers.push(healthCheckNodePort)
  return {
    addresses: type === 'ExternalName' ? [] : clusterIPs.map((text) => sloppyIp(text) ?? ''),
    ports: numbers.filter((port) => port !== 0),
  }
}

/** What a service has that no other may have, each as a text. */
export const valuesGivenOut = (service: Service): readonly string[] => {
  const { addresses, ports } = givenOutOf(service)
  return [
    ...addresses.filter((address) => address !== '').map((address) => `address ${address}`),
    ...ports.map((port) => `node port ${port}`),
  ]
}

/** What an object has is found out once. */
const known = new WeakMap<object, GivenOut>()

/** What all services have; looked up when it is first asked for. */
export class Taken {
  readonly #services: Iterable<Other<Service>>
  #all: readonly GivenOut[] | undefined
  #addresses: ReadonlySet<string> | undefined
  #ports: ReadonlySet<number> | undefined

  constructor(services: Iterable<Other<Service>>) {
    this.#services = services
  }

  /** They are gone through once: who gives them need not be able to do it again. */
  #look(): readonly GivenOut[] {
    this.#all ??= Array.from(this.#services, (service) => {
      let given = known.get(service.identity)
      if (given === undefined) known.set(service.identity, (given = givenOutOf(service.object)))
      return given
    })
    return this.#all
  }

  hasAddress(address: string): boolean {
    this.#addresses ??= new Set(this.#look().flatMap(({ addresses }) => addresses))
    return this.#addresses.has(address)
  }

  hasPort(port: number): boolean {
    this.#ports ??= new Set(this.#look().flatMap(({ ports }) => ports))
    return this.#ports.has(port)
  }
}

const NETWORK = '10.96.0.0'
const RANGE = `${NETWORK}/12`
const BROADCAST = '10.111.255.255'
const addresses = new BlockList()
addresses.addSubnet(NETWORK, 12, 'ipv4')

/** Why a service cannot have an address of version 4 that it asks for; undefined when it can. A dry run looks at the range alone. */
export const addressProblem = (text: string, taken: Taken, dryRun: boolean): string | undefined => {
  const address = sloppyIp(text) ?? text
  const isInside = addresses.check(address, 'ipv4')
  if (!isInside && !dryRun) return 'the provided network does not match the current range'
  if (!isInside || address === NETWORK || address === BROADCAST)
    return `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${RANGE}`
  return !dryRun && taken.hasAddress(address) ? 'provided IP is already allocated' : undefined
}

/** An address that nobody has; of the upper half, since the lower one is where people pick addresses themselves. A dry run takes none. */
export const drawAddress = ({ entropy, dryRun }: RequestContext, taken: Taken): string => {
  if (dryRun) return NETWORK
  for (;;) {
    const [second = 0, third = 0, fourth = 0] = entropy.bytes(3)
    const address = `10.${104 + (second % 8)}.${third}.${1 + (fourth % 254)}`
    if (!taken.hasAddress(address)) return address
  }
}
