/** What is valid in a service and has no effect (`pkg/api/service/warnings.go`). */
import type { Service } from '../../../api/kinds/services.ts'

const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints'
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode'

/** A headless service has no address of its own that traffic could be sent to. */
const headlessWarnings = ({ spec }: Service): string[] => {
  if (spec.type !== 'ClusterIP' || spec.clusterIP !== 'None') return []
  const ignored = [
    ...((spec.loadBalancerIP ?? '') === '' ? [] : ['spec.loadBalancerIP']),
    ...((spec.externalIPs?.length ?? 0) === 0 ? [] : ['spec.externalIPs']),
    ...(spec.sessionAffinity === 'None' ? [] : ['spec.SessionAffinity']),
  ]
  return ignored.map((field) => `${field} is ignored for headless services`)
}

export const serviceWarnings = (service: Service): string[] => {
  const { metadata, spec } = service
  return [
    ...(metadata.annotations?.[TOPOLOGY_HINTS] === undefined
      ? []
      : [`annotation ${TOPOLOGY_HINTS} is deprecated, please use ${TOPOLOGY_MODE} instead`]),
    ...headlessWarnings(service),
    ...(spec.type === 'ExternalName' && (spec.externalIPs?.length ?? 0) > 0
      ? ['spec.externalIPs is ignored when spec.type is "ExternalName"']
      : []),
    ...(spec.type !== 'ExternalName' && (spec.externalName ?? '') !== ''
      ? ['spec.externalName is ignored when spec.type is not "ExternalName"']
      : []),
  ]
}
