/** Ports of containers that get into each other's way (`pkg/api/pod/warnings.go`, 1.36). */
import type { FieldPath } from '../../../../api/field.ts'
import { goQuote } from '../../../../api/text/quote.ts'
import type { Container, ContainerPort } from '../../../../api/kinds/containers.ts'

type Placed = readonly (readonly [container: Container, path: FieldPath])[]

interface Port {
  readonly port: ContainerPort
  readonly path: string
}

const portsOf = (containers: Placed): Port[] =>
  containers.flatMap(([{ ports = [] }, path]) =>
    ports.map((port, i) => ({ port, path: path.child('ports').index(i).toString() })),
  )

/** As Go prints a struct with the names of its fields. */
const goPort = (port: ContainerPort): string => {
  const { name = '', hostPort = 0, containerPort, protocol = '', hostIP = '' } = port
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`
}

/** What two uses of one port are to each other; undefined when they may be both. */
const conflict = (one: ContainerPort, other: ContainerPort): string | undefined => {
  const [address, otherAddress] = [one.hostIP ?? '', other.hostIP ?? '']
  const [host, otherHost] = [one.hostPort ?? 0, other.hostPort ?? 0]
  if (address === otherAddress && host === otherHost) return 'duplicate port definition'
  if (host === 0 || otherHost === 0) return 'overlapping port definition'
  return host === otherHost && (address === '') !== (otherAddress === '')
    ? 'dangerously ambiguous port definition'
    : undefined
}

/** More than these would not fit into the headers of an answer. */
const MAX_WARNINGS = 256

const overlaps = (ports: readonly Port[]): string[] => {
  const uses = new Map<string, Port[]>()
  const found: string[] = []
  for (const { port, path } of ports) {
    const { containerPort, protocol = '', hostIP = '', hostPort = 0 } = port
    if (hostIP !== '' && hostPort === 0) {
      found.push(`${path}: hostIP set without hostPort: ${goPort(port)}`)
    }
    const key = `${containerPort}/${protocol}`
    const others = uses.get(key) ?? []
    if (found.length < MAX_WARNINGS) {
      for (const other of others.slice(0, MAX_WARNINGS)) {
        const text = conflict(port, other.port)
        if (text !== undefined) found.push(`${path}: ${text} with ${other.path}`)
      }
    }
    others.push({ port, path })
    uses.set(key, others)
  }
  return found
}

const sameNames = (ports: readonly Port[]): string[] => {
  const first = new Map<string, string>()
  return ports.flatMap(({ port: { name = '' }, path }) => {
    const other = first.get(name)
    if (name === '') return []
    if (other === undefined) {
      first.set(name, path)
      return []
    }
    return [
      `${path}: duplicate port name ${goQuote(name)} with ${other}, services and probes that select ports by name will use ${other}`,
    ]
  })
}

export const portWarnings = (containers: Placed): string[] => {
  const ports = portsOf(containers)
  return [...overlaps(ports), ...sameNames(ports)]
}
