/** Node ports of services (`pkg/registry/core/service/storage/alloc.go` and `portallocator`, 1.36). */
import type { RequestContext } from '../../../api/context.ts'
import { FieldPath, invalid } from '../../../api/field.ts'
import type { Service, ServicePort, ServiceSpec } from '../../../api/kinds/services.ts'
import { internalError, invalidObject, plainError } from '../../../api/status.ts'
import type { Taken } from './given-out.ts'
import { needsHealthCheck } from './traffic.ts'

const FIRST = 30_000
const COUNT = 2768
const LAST = FIRST + COUNT - 1

/** The ports that one request asks for. Those of a dry run are no real ones, but the next after the highest. */
class PortOperation {
  readonly #context: RequestContext
  readonly #taken: Taken
  readonly #own = new Set<number>()

  constructor(context: RequestContext, taken: Taken) {
    this.#context = context
    this.#taken = taken
  }

  /** Takes a port; the text of what is wrong with it. */
  take(port: number): string | undefined {
    if (!this.#context.dryRun && (port < FIRST || port > LAST))
      return `provided port is not in the valid range. The range of valid ports is ${FIRST}-${LAST}`
    if (this.#taken.hasPort(port) || this.#own.has(port))
      return 'provided port is already allocated'
    this.#own.add(port)
    return undefined
  }

  #nextOfDryRun(): number {
    let port = this.#own.size === 0 ? LAST + 1 : Math.max(...this.#own)
    while (++port < 100) if (this.take(port) === undefined) return port
    this.#own.add(port)
    return port
  }

  /** Takes any; undefined when there is none left. */
  next(): number | undefined {
    if (this.#context.dryRun) return this.#nextOfDryRun()
    const first = this.#context.entropy.bytes(4).readUInt32BE()
    for (let offset = first; offset < first + COUNT; offset++) {
      const port = FIRST + (offset % COUNT)
      if (this.take(port) === undefined) return port
    }
    return undefined
  }
}

/** Whether ports are given out that nobody asks for. */
const drawsPorts = ({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean =>
  type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false)

const mayHavePorts = ({ type }: ServiceSpec): boolean =>
  type === 'NodePort' || type === 'LoadBalancer'

const refuse = ({ metadata }: Service, i: number, port: number, text: string): never => {
  const path = FieldPath.of('spec').child('ports').index(i).child('nodePort')
  throw invalidObject('', 'Service', metadata.name ?? '', [invalid(path, port, text)])
}

const drawn = (operation: PortOperation): number => {
  const port = operation.next()
  if (port === undefined) throw internalError('failed to allocate a nodePort: range is full')
  return port
}

/** Ports of a new service: of one number, whatever their protocols, one node port does for all. */
const newPorts = (service: Service, operation: PortOperation): ServicePort[] => {
  const { ports = [] } = service.spec
  const byNumber = new Map<number, number>()
  return ports.map((port, i) => {
    const { nodePort = 0 } = port
    if (nodePort === 0 && !drawsPorts(service.spec)) return port
    const given = byNumber.get(port.port)
    if (given !== undefined) {
      if (nodePort === 0) return { ...port, nodePort: given }
      const problem = nodePort === given ? undefined : operation.take(nodePort)
      return problem === undefined ? port : refuse(service, i, nodePort, problem)
    }
    const wanted = ports.find((other) => other.port === port.port && other.nodePort)?.nodePort
    const problem = wanted === undefined ? undefined : operation.take(wanted)
    if (problem !== undefined) return refuse(service, i, wanted!, problem)
    const taken = wanted ?? drawn(operation)
    byNumber.set(port.port, taken)
    return { ...port, nodePort: taken }
  })
}

const numbersOf = ({ ports = [] }: ServiceSpec): Set<number> =>
  new Set(ports.flatMap(({ nodePort = 0 }) => (nodePort === 0 ? [] : [nodePort])))

const changedPorts = (
  service: Service,
  old: ServiceSpec,
  operation: PortOperation,
): ServicePort[] => {
  const had = numbersOf(old)
  const seen = new Set<string>()
  const asked = new Set<number>()
  return (service.spec.ports ?? []).map((port, i) => {
    const { nodePort: wanted = 0 } = port
    if (wanted === 0 && !drawsPorts(service.spec)) return port
    if (wanted !== 0 && !had.has(wanted) && !asked.has(wanted)) {
      const problem = operation.take(wanted)
      if (problem !== undefined) return refuse(service, i, wanted, problem)
      asked.add(wanted)
    }
    const nodePort = wanted === 0 ? drawn(operation) : wanted
    const identity = `{${port.protocol} ${nodePort}}`
    if (seen.has(identity)) throw plainError(`duplicate nodePort: ${identity}`)
    seen.add(identity)
    return { ...port, nodePort }
  })
}

/** At which balancers ask the nodes if they have a pod of it. */
const healthCheckPort = ({ spec }: Service, operation: PortOperation): number => {
  const { healthCheckNodePort: wanted = 0 } = spec
  const problem = wanted === 0 ? undefined : operation.take(wanted)
  if (problem !== undefined)
    throw internalError(`failed to allocate requested HealthCheck NodePort ${wanted}: ${problem}`)
  const port = wanted === 0 ? operation.next() : wanted
  if (port === undefined)
    throw internalError('failed to allocate a HealthCheck NodePort 0: range is full')
  return port
}

/** With the node ports that it asks for, and others where its type has some. Throws the 422 or 500 for those that it cannot have. */
export const withNodePorts = (
  context: RequestContext,
  service: Service,
  old: Service | undefined,
  taken: Taken,
): Service => {
  const operation = new PortOperation(context, taken)
  const { ports, ...rest } = service.spec
  const given =
    ports === undefined || !mayHavePorts(service.spec)
      ? ports
      : old === undefined
        ? newPorts(service, operation)
        : changedPorts(service, old.spec, operation)
  const spec: ServiceSpec = { ...rest, ...(given && { ports: given }) }
  if (needsHealthCheck(spec) && !(old !== undefined && needsHealthCheck(old.spec)))
    spec.healthCheckNodePort = healthCheckPort(service, operation)
  return { ...service, spec }
}

/** A port that is not named otherwise keeps the node port that it has (`patchAllocatedValues`). */
export const withOldNodePorts = (spec: ServiceSpec, old: ServiceSpec): ServiceSpec => {
  const kept: ServiceSpec = { ...spec }
  if (needsHealthCheck(old) && needsHealthCheck(spec) && !spec.healthCheckNodePort)
    kept.healthCheckNodePort = old.healthCheckNodePort ?? 0
  if (spec.ports === undefined || !drawsPorts(old) || !drawsPorts(spec)) return kept
  const now = numbersOf(spec)
  const used = new Set([...numbersOf(old)].filter((port) => now.has(port)))
  const byName = new Map((old.ports ?? []).map(({ name = '', nodePort = 0 }) => [name, nodePort]))
  kept.ports = spec.ports.map((port) => {
    const before = byName.get(port.name ?? '') ?? 0
    return port.nodePort || before === 0 || used.has(before) ? port : { ...port, nodePort: before }
  })
  return kept
}
