/** What is wrong with a Service: the part of `pkg/apis/core/validation` that people run into. */
import { isIP } from 'node:net'
import {
  FieldPath,
  JsonValue,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
  type FieldError,
} from '../../../api/field.ts'
import type { RequestContext } from '../../../api/context.ts'
import { validateLabels } from '../../../api/label-selector.ts'
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  portNameErrors,
  portNumberErrors,
  qualifiedNameErrors,
} from '../../../api/names.ts'
import type { Service, ServicePort, ServiceSpec } from '../../../api/kinds/services.ts'

const SPEC = FieldPath.of('spec')
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const PROTOCOLS = ['SCTP', 'TCP', 'UDP']
const AFFINITIES = ['ClientIP', 'None']

const isHeadless = ({ clusterIP }: ServiceSpec): boolean => clusterIP === 'None'

/** Whether it can be reached from outside: that is what its external traffic policy is for (`pkg/api/service.ExternallyAccessible`). */
export const isExternal = ({ type, externalIPs = [] }: ServiceSpec): boolean =>
  type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && externalIPs.length > 0)

const validateType = (spec: ServiceSpec): FieldError[] => {
  const { type = '', clusterIPs = [], externalName = '' } = spec
  switch (type) {
    case 'ClusterIP':
      return []
    case 'NodePort':
    case 'LoadBalancer':
      return isHeadless(spec)
        ? [
            invalid(
              SPEC.child('clusterIPs').index(0),
              'None',
              `may not be set to 'None' for ${type} services`,
            ),
          ]
        : []
    case 'ExternalName': {
      const path = SPEC.child('externalName')
      return [
        ...(clusterIPs.length > 0
          ? [forbidden(SPEC.child('clusterIPs'), 'may not be set for ExternalName services')]
          : []),
        ...(externalName === ''
          ? [required(path)]
          : dns1123SubdomainErrors(externalName.replace(/\.$/, '')).map((text) =>
              invalid(path, externalName, text),
            )),
      ]
    }
    default:
      return [notSupported(SPEC.child('type'), type, TYPES)]
  }
}

const validateNumberOrName = (value: number | string, path: FieldPath): FieldError[] => {
  const texts = typeof value === 'number' ? portNumberErrors(value) : portNameErrors(value)
  return texts.map((text) => invalid(path, value, text))
}

const validatePort = (
  port: ServicePort,
  path: FieldPath,
  { type, ports = [] }: ServiceSpec,
  names: ReadonlyMap<string, ServicePort>,
): FieldError[] => {
  const { name = '', protocol = '', nodePort = 0 } = port
  const errors: FieldError[] = []
  if (name !== '') {
    for (const text of dns1123LabelErrors(name))
      errors.push(invalid(path.child('name'), name, text))
    if (names.get(name) !== port) {
      errors.push(duplicate(path.child('name'), name))
    }
  } else if (ports.length > 1) errors.push(required(path.child('name')))
  for (const text of portNumberErrors(port.port)) {
    errors.push(invalid(path.child('port'), port.port, text))
  }
  if (!PROTOCOLS.includes(protocol)) {
    errors.push(notSupported(path.child('protocol'), protocol, PROTOCOLS))
  }
  errors.push(...validateNumberOrName(port.targetPort ?? port.port, path.child('targetPort')))
  if (nodePort === 0) return errors
  if (type === 'ClusterIP') {
    errors.push(forbidden(path.child('nodePort'), "may not be used when `type` is 'ClusterIP'"))
  } else if (nodePort < 30_000 || nodePort > 32_767) {
    errors.push(
      invalid(
        path.child('nodePort'),
        nodePort,
        'provided port is not in the valid range. The range of valid ports is 30000-32767',
      ),
    )
  }
  return errors
}

/** The same port and protocol twice; Go prints its own names of fields. */
const validateUniquePorts = ({ ports = [] }: ServiceSpec): FieldError[] => {
  const seen = new Set<string>()
  return ports.flatMap((port, i) => {
    const identity = `${port.protocol} ${port.port}`
    if (!seen.has(identity)) {
      seen.add(identity)
      return []
    }
    const shown = {
      Name: '',
      Protocol: port.protocol,
      AppProtocol: null,
      Port: port.port,
      TargetPort: 0,
      NodePort: 0,
    }
    return [duplicate(SPEC.child('ports').index(i), new JsonValue(shown))]
  })
}

/** By its name each port, the first of those that have the same. */
const byName = (ports: readonly ServicePort[]): Map<string, ServicePort> =>
  new Map(ports.toReversed().map((port) => [port.name ?? '', port]))

const validateAddresses = ({ clusterIPs = [], externalIPs = [] }: ServiceSpec): FieldError[] =>
  Object.entries({ clusterIPs, externalIPs }).flatMap(([field, addresses]) =>
    addresses.flatMap((address, i) =>
      isIP(address) !== 0 || (field === 'clusterIPs' && address === 'None')
        ? []
        : [
            invalid(
              SPEC.child(field).index(i),
              address,
              'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
            ),
          ],
    ),
  )

const OTHER_TYPE = "may only be used when `type` is 'LoadBalancer'"

const validateLoadBalancer = (
  { type, allocateLoadBalancerNodePorts, loadBalancerClass }: ServiceSpec,
  release: RequestContext['release'],
): FieldError[] => {
  const path = SPEC.child('loadBalancerClass')
  if (type === 'LoadBalancer') {
    return loadBalancerClass === undefined
      ? []
      : qualifiedNameErrors(loadBalancerClass, release).map((text) =>
          invalid(path, loadBalancerClass, text),
        )
  }
  return [
    ...(allocateLoadBalancerNodePorts === undefined
      ? []
      : [forbidden(SPEC.child('allocateLoadBalancerNodePorts'), OTHER_TYPE)]),
    ...(loadBalancerClass === undefined ? [] : [forbidden(path, OTHER_TYPE)]),
  ]
}

const POLICIES = ['Cluster', 'Local']

const validateTrafficPolicies = (spec: ServiceSpec): FieldError[] => {
  const { externalTrafficPolicy, internalTrafficPolicy } = spec
  const path = SPEC.child('externalTrafficPolicy')
  const errors: FieldError[] = []
  if (externalTrafficPolicy !== undefined) {
    if (!isExternal(spec)) {
      const text = 'may only be set for externally-accessible services'
      errors.push(invalid(path, externalTrafficPolicy, text))
    } else if (!POLICIES.includes(externalTrafficPolicy)) {
      errors.push(notSupported(path, externalTrafficPolicy, POLICIES))
    }
  }
  if (internalTrafficPolicy !== undefined && !POLICIES.includes(internalTrafficPolicy)) {
    errors.push(notSupported(SPEC.child('internalTrafficPolicy'), internalTrafficPolicy, POLICIES))
  }
  return errors
}

export const validateService = ({ release }: RequestContext, { spec }: Service): FieldError[] => {
  const { ports = [], selector = {}, sessionAffinity = '', type } = spec
  const errors: FieldError[] = []
  if (ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName') {
    errors.push(required(SPEC.child('ports')))
  }
  errors.push(...validateType(spec))
  const names = byName(ports)
  ports.forEach((port, i) => {
    errors.push(...validatePort(port, SPEC.child('ports').index(i), spec, names))
  })
  errors.push(...validateLabels(selector, SPEC.child('selector'), release))
  if (!AFFINITIES.includes(sessionAffinity)) {
    errors.push(notSupported(SPEC.child('sessionAffinity'), sessionAffinity, AFFINITIES))
  }
  return [
    ...errors,
    ...validateAddresses(spec),
    ...validateUniquePorts(spec),
    ...validateLoadBalancer(spec, release),
    ...validateTrafficPolicies(spec),
  ]
}

/** A service keeps its address, unless it had or will have none. */
export const validateServiceUpdate = (
  context: RequestContext,
  service: Service,
  old: Service,
): FieldError[] => {
  const { type, clusterIPs = [] } = service.spec
  const before = old.spec.clusterIPs?.[0]
  const keeps =
    before === undefined ||
    type === 'ExternalName' ||
    old.spec.type === 'ExternalName' ||
    before === clusterIPs[0]
  const path = SPEC.child('clusterIPs').index(0)
  return [
    ...(keeps ? [] : [invalid(path, clusterIPs, 'may not change once set')]),
    ...validateService(context, service),
  ]
}
