/** What is wrong with a Service (`pkg/apis/core/validation`, 1.36). */
import { append } from '../../../api/append.ts'
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
import { validateEndpointIp } from '../../../api/endpoint-ip.ts'
import { ipErrors } from '../../../api/ip.ts'
import { validateLabels } from '../../../api/label-selector.ts'
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  portNameErrors,
  portNumberErrors,
  qualifiedNameErrors,
} from '../../../api/names.ts'
import type { Service, ServicePort, ServiceSpec } from '../../../api/kinds/services.ts'
import type { Release } from '../../../release/release.ts'
import { isHeadless, validateAddresses } from './addresses.ts'
import { validateChange } from './change.ts'
import { validateSourceRanges, validateTraffic } from './traffic.ts'

const SPEC = FieldPath.of('spec')
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const PROTOCOLS = ['SCTP', 'TCP', 'UDP']
const AFFINITIES = ['ClientIP', 'None']
const DAY = 86_400
const NOT_OF_NAMES = 'may not be set for ExternalName services'
const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints'
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode'

const validateType = (spec: ServiceSpec): FieldError[] => {
  const { type = '', clusterIPs = [], ipFamilies = [], ipFamilyPolicy, externalName = '' } = spec
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
        ...(clusterIPs.length > 0 ? [forbidden(SPEC.child('clusterIPs'), NOT_OF_NAMES)] : []),
        ...(ipFamilies.length > 0 ? [forbidden(SPEC.child('ipFamilies'), NOT_OF_NAMES)] : []),
        ...(ipFamilyPolicy === undefined
          ? []
          : [forbidden(SPEC.child('ipFamilyPolicy'), NOT_OF_NAMES)]),
        ...(externalName === ''
          ? [required(path)]
          : dns1123SubdomainErrors(externalName.replace(/\.$/, '')).map((text) =>
              invalid(path, externalName, text),
            )),
      ]
    }
    default:
      return []
  }
}

const validateNumberOrName = (value: number | string, path: FieldPath): FieldError[] => {
  const texts = typeof value === 'number' ? portNumberErrors(value) : portNameErrors(value)
  return texts.map((text) => invalid(path, value, text))
}

const validatePort = (
  port: ServicePort,
  path: FieldPath,
  { ports = [] }: ServiceSpec,
  names: ReadonlyMap<string, ServicePort>,
  release: Release,
): FieldError[] => {
  const { name = '', protocol = '', appProtocol } = port
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
    errors.push(notSupported(path.child('protocol'), new JsonValue(protocol), PROTOCOLS))
  }
  append(errors, validateNumberOrName(port.targetPort ?? port.port, path.child('targetPort')))
  if (appProtocol !== undefined) {
    for (const text of qualifiedNameErrors(appProtocol, release)) {
      errors.push(invalid(path.child('appProtocol'), appProtocol, text))
    }
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

const validateExternalAddresses = (
  { externalIPs = [] }: ServiceSpec,
  old: ServiceSpec | undefined,
  release: Release,
): FieldError[] =>
  externalIPs.flatMap((address, i) => {
    const path = SPEC.child('externalIPs').index(i)
    const texts = old?.externalIPs?.includes(address) ? [] : ipErrors(address, release)
    return texts.length > 0
      ? texts.map((text) => invalid(path, address, text))
      : validateEndpointIp(address, path)
  })

const validateAffinity = ({
  sessionAffinity = '',
  sessionAffinityConfig,
}: ServiceSpec): FieldError[] => {
  if (!AFFINITIES.includes(sessionAffinity)) {
    const shown = new JsonValue(sessionAffinity)
    return [notSupported(SPEC.child('sessionAffinity'), shown, AFFINITIES)]
  }
  const timeout = sessionAffinityConfig?.clientIP?.timeoutSeconds
  if (sessionAffinity === 'None' || timeout === undefined) return []
  return timeout > 0 && timeout <= DAY
    ? []
    : [
        invalid(
          SPEC.child('sessionAffinityConfig').child('clientIP').child('timeoutSeconds'),
          timeout,
          `must be greater than 0 and less than ${DAY}`,
        ),
      ]
}

const validateTopology = ({ metadata }: Service): FieldError[] => {
  const hints = metadata.annotations?.[TOPOLOGY_HINTS]
  const mode = metadata.annotations?.[TOPOLOGY_MODE]
  if (hints === undefined || mode === undefined || hints === mode) return []
  const path = FieldPath.of('metadata').child('annotations').key(TOPOLOGY_MODE)
  const text = `must match annotations[${TOPOLOGY_HINTS}] when both are specified`
  return [invalid(path, mode, text)]
}

/** By protocol each node port once, and none of a service that only the cluster reaches. */
const validateNodePorts = ({ type, ports = [] }: ServiceSpec): FieldError[] => {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  const path = (i: number): FieldPath => SPEC.child('ports').index(i).child('nodePort')
  ports.forEach(({ nodePort = 0 }, i) => {
    if (type !== 'ClusterIP' || nodePort === 0) return
    errors.push(forbidden(path(i), "may not be used when `type` is 'ClusterIP'"))
  })
  ports.forEach(({ protocol, nodePort = 0 }, i) => {
    if (nodePort === 0) return
    const identity = `${protocol} ${nodePort}`
    if (seen.has(identity)) errors.push(duplicate(path(i), nodePort))
    seen.add(identity)
  })
  return errors
}

const validateAny = (
  service: Service,
  old: Service | undefined,
  release: Release,
): FieldError[] => {
  const { spec } = service
  const { ports = [], selector = {}, type = '' } = spec
  const errors = validateTopology(service)
  if (ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName') {
    errors.push(required(SPEC.child('ports')))
  }
  append(errors, validateType(spec))
  const names = byName(ports)
  ports.forEach((port, i) => {
    append(errors, validatePort(port, SPEC.child('ports').index(i), spec, names, release))
  })
  return [
    ...errors,
    ...validateLabels(selector, SPEC.child('selector'), release),
    ...validateAffinity(spec),
    ...validateAddresses(spec, old?.spec, release),
    ...validateExternalAddresses(spec, old?.spec, release),
    ...(TYPES.includes(type) ? [] : [notSupported(SPEC.child('type'), new JsonValue(type), TYPES)]),
    ...validateNodePorts(spec),
    ...validateUniquePorts(spec),
    ...validateSourceRanges(service, old, release),
    ...validateTraffic(spec, release),
  ]
}

/** `ValidateServiceCreate` */
export const validateService = ({ release }: RequestContext, service: Service): FieldError[] =>
  validateAny(service, undefined, release)

/** `ValidateServiceUpdate`: what was given out stays, and so does the class of a balancer. */
export const validateServiceUpdate = (
  { release }: RequestContext,
  service: Service,
  old: Service,
): FieldError[] => [
  ...validateChange(service.spec, old.spec, release),
  ...validateAny(service, old, release),
]
