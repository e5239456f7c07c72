/** Validates type, address, ports and selector of a Service (`pkg/apis/core/validation`, 1.36). */
import {
  FieldPath,
  JsonValue,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
  type FieldError,
  invalidEach,
} from '../../../apimachinery/field.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import { validateLabels } from '../../../apimachinery/label-selector-spec.ts'
import { dns1123LabelErrors, portNumberErrors } from '../../../apimachinery/names.ts'
import type { Service, ServicePort, ServiceSpec } from '../../../apis/core.ts'

const SPEC = FieldPath.of('spec')
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

const isHeadless = ({ clusterIP }: ServiceSpec): boolean => clusterIP === 'None'

const validateType = (spec: ServiceSpec): FieldError[] => {
  const { type = '', clusterIPs = [], externalName = '' } = spec
  if (!TYPES.includes(type)) return [notSupported(SPEC.child('type'), new JsonValue(type), TYPES)]
  const addresses = SPEC.child('clusterIPs')
  if (type !== 'ExternalName')
    return isHeadless(spec) && type !== 'ClusterIP'
      ? [invalid(addresses.index(0), 'None', `may not be set to 'None' for ${type} services`)]
      : []
  return [
    ...(clusterIPs.length > 0
      ? [forbidden(addresses, 'may not be set for ExternalName services')]
      : []),
    ...(externalName === '' ? [required(SPEC.child('externalName'))] : []),
  ]
}

const nameErrors = (
  name: string,
  path: FieldPath,
  isAgain: boolean,
  isOnly: boolean,
): FieldError[] => {
  if (name === '') return isOnly ? [] : [required(path)]
  return [
    ...invalidEach(path, name, dns1123LabelErrors(name)),
    ...(isAgain ? [duplicate(path, name)] : []),
  ]
}

const validatePorts = ({ type, ports = [] }: ServiceSpec): FieldError[] => {
  const names = new Set<string>()
  return ports.flatMap(({ name = '', protocol, port, nodePort = 0 }: ServicePort, i) => {
    const path = SPEC.child('ports').index(i)
    const errors = [
      ...nameErrors(name, path.child('name'), names.has(name), ports.length === 1),
      ...invalidEach(path.child('port'), port, portNumberErrors(port)),
      ...(PROTOCOLS.includes(protocol)
        ? []
        : [notSupported(path.child('protocol'), new JsonValue(protocol), PROTOCOLS)]),
      ...(type === 'ClusterIP' && nodePort !== 0
        ? [forbidden(path.child('nodePort'), "may not be used when `type` is 'ClusterIP'")]
        : []),
    ]
    names.add(name)
    return errors
  })
}

export const validateService = ({ spec }: Service, { release }: RequestContext): FieldError[] => [
  ...(!spec.ports?.length && !isHeadless(spec) && spec.type !== 'ExternalName'
    ? [required(SPEC.child('ports'))]
    : []),
  ...validateType(spec),
  ...validatePorts(spec),
  ...validateLabels(spec.selector ?? {}, SPEC.child('selector'), release),
]

export const validateServiceUpdate = (
  service: Service,
  old: Service,
  context: RequestContext,
): FieldError[] => {
  const [now, before] = [service.spec.clusterIPs ?? [], old.spec.clusterIPs ?? []]
  const isMoved = now.length > 0 && before.length > 0 && now[0] !== before[0]
  return [
    ...(isMoved
      ? [invalid(SPEC.child('clusterIPs').index(0), now, 'may not change once set')]
      : []),
    ...validateService(service, context),
  ]
}
