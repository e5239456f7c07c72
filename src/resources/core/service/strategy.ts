/** Defaults of a Service, and the fields that clients can write (`pkg/registry/core/service`). */
import type { Service, ServicePort, ServiceSpec } from '../../../apis/core.ts'
import { dns1035Name, labelName } from '../../../apimachinery/names.ts'
import { keeping } from '../../declare.ts'
import type { Strategy } from '../../../apiserver/registry/strategy.ts'
import { allocate } from './allocation.ts'
import { hasNodePorts } from './ranges.ts'
import { validateService, validateServiceUpdate } from './validation.ts'

const portDefaults = (port: ServicePort): ServicePort => ({
  ...port,
  protocol: port.protocol ?? 'TCP',
  // clients send 0 or '' for an unset targetPort
  targetPort: port.targetPort || port.port,
})

const isExternal = (spec: ServiceSpec): boolean =>
  hasNodePorts(spec) || (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0)

const applyDefaults = (service: Service): Service => {
  const spec = { type: 'ClusterIP', sessionAffinity: 'None', ...service.spec }
  if (spec.ports !== undefined) spec.ports = spec.ports.map(portDefaults)
  if (isExternal(spec)) spec.externalTrafficPolicy ??= 'Cluster'
  if (isExternal(spec) || spec.type === 'ClusterIP') spec.internalTrafficPolicy ??= 'Cluster'
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true
  return { ...service, spec }
}

const nameErrors: Strategy<Service>['nameErrors'] = (name, prefix, _service, release) =>
  release.has('RelaxedServiceNameValidation') ? labelName(name, prefix) : dns1035Name(name, prefix)

export const strategy: Partial<Strategy<Service>> = {
  allowCreateOnUpdate: true,
  nameErrors,
  applyDefaults,
  begin: allocate,
  prepareForCreate: (service) => ({ ...service, status: { loadBalancer: {} } }),
  ...keeping('status'),
  validate: validateService,
  validateUpdate: validateServiceUpdate,
}
