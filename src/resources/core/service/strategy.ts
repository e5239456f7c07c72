/** Defaults of a Service, and who may set which field of it (`pkg/registry/core/service`). */
import type { Service, ServicePort, ServiceSpec } from '../../../api/kinds/services.ts'
import { dns1035Name, labelName } from '../../../api/names.ts'
import { defaultStrategy } from '../../../registry/default-strategy.ts'
import type { Strategy } from '../../../registry/strategy.ts'
import { allocate } from './allocation.ts'
import { balancerWarnings, validateBalancerStatus } from './balancer-status.ts'
import { withoutOldFields } from './type-change.ts'
import { isExternal } from './traffic.ts'
import { validateService, validateServiceUpdate } from './validation.ts'
import { serviceWarnings } from './warnings.ts'

const portDefaults = (port: ServicePort): ServicePort => ({
  ...port,
  protocol: port.protocol ?? 'TCP',
  // unset is 0 or '', depending on who wrote it
  targetPort: port.targetPort || port.port,
})

const statusDefaults = ({ status }: Service, type: string): Service['status'] => {
  const { ingress } = status.loadBalancer ?? {}
  if (type !== 'LoadBalancer' || ingress === undefined) return status
  const known = ingress.map((each) => (each.ip ? { ipMode: 'VIP', ...each } : each))
  return { ...status, loadBalancer: { ...status.loadBalancer, ingress: known } }
}

const applyDefaults = (service: Service): Service => {
  const { spec } = service
  const { type = 'ClusterIP', sessionAffinity = 'None' } = spec
  const external = isExternal({ ...spec, type })
  const filled: ServiceSpec = {
    ...spec,
    ...(spec.ports === undefined ? {} : { ports: spec.ports.map(portDefaults) }),
    type,
    sessionAffinity,
    ...(external ? { externalTrafficPolicy: spec.externalTrafficPolicy ?? 'Cluster' } : {}),
    ...(external || type === 'ClusterIP'
      ? { internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster' }
      : {}),
  }
  if (type === 'LoadBalancer') filled.allocateLoadBalancerNodePorts ??= true
  if (sessionAffinity === 'ClientIP') {
    const { timeoutSeconds = 10_800 } = spec.sessionAffinityConfig?.clientIP ?? {}
    filled.sessionAffinityConfig = { clientIP: { timeoutSeconds } }
  } else if (sessionAffinity === 'None') delete filled.sessionAffinityConfig
  return { ...service, spec: filled, status: statusDefaults(service, type) }
}

const nameErrors: Strategy<Service>['nameErrors'] = (name, prefix, _service, release) =>
  release.has('RelaxedServiceNameValidation') ? labelName(name, prefix) : dns1035Name(name, prefix)

export const mainStrategy: Strategy<Service> = defaultStrategy<Service>({
  allowCreateOnUpdate: true,
  nameErrors,
  resetFields: [['status']],
  applyDefaults,
  begin: allocate,
  prepareForCreate: (_context, service) => ({ ...service, status: { loadBalancer: {} } }),
  prepareForUpdate: (_context, service, old) => {
    const { status } = old
    const spec = withoutOldFields(service.spec, old.spec)
    return {
      ...service,
      spec,
      status: spec.type === 'LoadBalancer' ? status : { loadBalancer: {} },
    }
  },
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  warnings: serviceWarnings,
})

export const statusStrategy: Strategy<Service> = defaultStrategy<Service>({
  nameErrors,
  resetFields: [['spec']],
  applyDefaults,
  prepareForUpdate: (_context, service, old) => ({ ...service, spec: old.spec }),
  validateUpdate: validateBalancerStatus,
  warnings: balancerWarnings,
})
