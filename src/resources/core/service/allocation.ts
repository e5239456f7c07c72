/**
 * What is given out to a service before it is looked at: families, an address, node ports (`beginCreate` and `beginUpdate` of
 * `pkg/registry/core/service/storage`, 1.36). Nothing here carries traffic; ranges are those of a cluster as kubeadm makes it.
 */
import type { RequestContext } from '../../../api/context.ts'
import { FieldPath, invalid } from '../../../api/field.ts'
import type { Service, ServiceSpec } from '../../../api/kinds/services.ts'
import { invalidObject } from '../../../api/status.ts'
import type { Other } from '../../../registry/strategy.ts'
import { hasSameAddresses, staysPreferred, withFamilies } from './families.ts'
import { addressProblem, drawAddress, Taken } from './given-out.ts'
import { withNodePorts, withOldNodePorts } from './node-ports.ts'

const isNamed = ({ type }: ServiceSpec): boolean => type === 'ExternalName'

const withAddresses = (
  spec: ServiceSpec,
  clusterIPs: readonly string[] | undefined,
): ServiceSpec => {
  const { clusterIPs: _clusterIPs, ...rest } = spec
  return clusterIPs === undefined ? rest : { ...rest, clusterIPs: [...clusterIPs] }
}

/** Which of the two fields for addresses counts (`normalizeClusterIPs`): clients that know only the older one are to be understood. */
const withOneFirstAddress = (spec: ServiceSpec, old: ServiceSpec | undefined): ServiceSpec => {
  const { clusterIP = '', clusterIPs = [] } = spec
  if (old === undefined)
    return clusterIP !== '' && clusterIPs.length === 0 ? withAddresses(spec, [clusterIP]) : spec
  const before = old.clusterIP ?? ''
  if (before === clusterIP)
    return clusterIPs.length === 0 && old.clusterIPs?.length
      ? withAddresses(spec, old.clusterIPs)
      : spec
  if (!hasSameAddresses(spec, old)) return spec
  return withAddresses(spec, clusterIP === '' ? undefined : [clusterIP])
}

/** What a client does not send again, it keeps (`patchAllocatedValues`). */
const withOldValues = (spec: ServiceSpec, old: ServiceSpec): ServiceSpec => {
  const kept = withOldNodePorts(spec, old)
  if (isNamed(spec) || isNamed(old)) return kept
  const { clusterIP = '', clusterIPs = [] } = spec
  return {
    ...kept,
    ...(clusterIP === '' && old.clusterIP !== undefined && { clusterIP: old.clusterIP }),
    ...(clusterIPs.length === 0 && old.clusterIPs?.length && { clusterIPs: old.clusterIPs }),
  }
}

/** The address that it asks for, or another. Throws the 422 for one that it cannot have. */
const withGivenAddress = (context: RequestContext, service: Service, taken: Taken): Service => {
  const { spec, metadata } = service
  const [wanted = '', ...others] = spec.clusterIPs ?? []
  if (isNamed(spec) || wanted === 'None') return service
  if (wanted === '') {
    const clusterIP = drawAddress(context, taken)
    return { ...service, spec: { ...spec, clusterIP, clusterIPs: [clusterIP, ...others] } }
  }
  const problem = addressProblem(wanted, taken, context.dryRun)
  if (problem === undefined) return { ...service, spec: { ...spec, clusterIP: wanted } }
  const text = `failed to allocate IP ${wanted}: ${problem}`
  throw invalidObject('', 'Service', metadata.name ?? '', [
    invalid(FieldPath.of('spec').child('clusterIPs'), spec.clusterIPs, text),
  ])
}

/** The service with what is given out to it. `services`: those that there are, itself among them when it is changed. */
export const allocate = (
  context: RequestContext,
  service: Service,
  old: Service | undefined,
  services: Iterable<Other<Service>>,
): Service => {
  const taken = new Taken(services)
  const sent = old === undefined ? service.spec : withOldValues(service.spec, old.spec)
  const spec = withOneFirstAddress(sent, old?.spec)
  let allocated = withFamilies(context, { ...service, spec }, old)
  const isNew = old === undefined || (isNamed(old.spec) && !staysPreferred(spec, old.spec))
  if (isNew) allocated = withGivenAddress(context, allocated, taken)
  return withNodePorts(context, allocated, old, taken)
}
