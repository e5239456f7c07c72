/** What is valid in a service and has no effect (`pkg/api/service/warnings.go`). */
import { FieldPath } from '../../../api/field.ts'
import { ipWarnings } from '../../../api/ip.ts'
import type { Service } from '../../../api/kinds/services.ts'
import type { Release } from '../../../release/release.ts'

const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints'
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode'

const SPEC = FieldPath.of('spec')

const isHeadless = ({ spec }: Service): boolean =>
  spec.type === 'ClusterIP' && spec.clusterIP === 'None'

/** A headless service has no address of its own that traffic could be sent to. */
const headlessWarnings = (service: Service): string[] => {
  const { spec } = service
  if (!isHeadless(service)) return []
  const ignored = [
    ...((spec.loadBalancerIP ?? '') === '' ? [] : ['spec.loadBalancerIP']),
    ...((spec.externalIPs?.length ?? 0) === 0 ? [] : ['spec.externalIPs']),
    ...(spec.sessionAffinity === 'None' ? [] : ['spec.SessionAffinity']),
  ]
  return ignored.map((field) => `${field} is ignored for headless services`)
}

/** Addresses that are written oddly. */
const addressWarnings = (field: string, addresses: readonly string[], release: Release): string[] =>
  addresses.flatMap((address, i) => ipWarnings(SPEC.child(field).index(i), address, release))

export const serviceWarnings = (
  service: Service,
  _old: Service | undefined,
  release: Release,
): string[] => {
  const { metadata, spec } = service
  const { clusterIPs = [], externalIPs = [], loadBalancerIP = '' } = spec
  return [
    ...(metadata.annotations?.[TOPOLOGY_HINTS] === undefined
      ? []
      : [`annotation ${TOPOLOGY_HINTS} is deprecated, please use ${TOPOLOGY_MODE} instead`]),
    ...addressWarnings('clusterIPs', clusterIPs, release),
    ...headlessWarnings(service),
    ...addressWarnings('externalIPs', externalIPs, release),
    ...(release.has('ExternalIPsDeprecated') &&
    externalIPs.length > 0 &&
    !isHeadless(service) &&
    spec.type !== 'ExternalName'
      ? ['spec.externalIPs is deprecated and may no longer be implemented in some clusters']
      : []),
    ...ipWarnings(SPEC.child('loadBalancerIP'), loadBalancerIP, release),
    ...(spec.type === 'ExternalName' && externalIPs.length > 0
      ? ['spec.externalIPs is ignored when spec.type is "ExternalName"']
      : []),
    ...(spec.type !== 'ExternalName' && (spec.externalName ?? '') !== ''
      ? ['spec.externalName is ignored when spec.type is not "ExternalName"']
      : []),
    ...(release.has('PreferCloseDeprecated') && spec.trafficDistribution === 'PreferClose'
      ? ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"']
      : []),
  ]
}
