/** What is wrong with Endpoints, and what is only odd (`pkg/apis/core/validation` and `pkg/registry/core/endpoint`, 1.36). */
import { append } from '../../../api/append.ts'
import { isDeepStrictEqual } from 'node:util'
import type { RequestContext } from '../../../api/context.ts'
import { validateEndpointIp } from '../../../api/endpoint-ip.ts'
import { FieldPath, invalid, notSupported, required, type FieldError } from '../../../api/field.ts'
import { ipErrors, ipWarnings } from '../../../api/ip.ts'
import type { EndpointAddress, EndpointPort, Endpoints } from '../../../api/kinds/services.ts'
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  portNumberErrors,
  qualifiedNameErrors,
} from '../../../api/names.ts'
import type { Release } from '../../../release/release.ts'

const PROTOCOLS = ['SCTP', 'TCP', 'UDP']
const SUBSETS = FieldPath.of('subsets')

const invalidText = (path: FieldPath, text: string, details: string[]): FieldError[] =>
  details.map((detail) => invalid(path, text, detail))

const validateAddress = (
  { ip, hostname = '', nodeName }: EndpointAddress,
  path: FieldPath,
  release: Release,
): FieldError[] => [
  ...invalidText(path.child('ip'), ip, ipErrors(ip, release)),
  ...(hostname === ''
    ? []
    : invalidText(path.child('hostname'), hostname, dns1123LabelErrors(hostname))),
  ...(nodeName === undefined
    ? []
    : invalidText(path.child('nodeName'), nodeName, dns1123SubdomainErrors(nodeName))),
  ...validateEndpointIp(ip, path.child('ip')),
]

const validatePort = (
  { name = '', port, protocol = '', appProtocol }: EndpointPort,
  requireName: boolean,
  path: FieldPath,
  release: Release,
): FieldError[] => {
  const errors = name === '' ? [] : invalidText(path.child('name'), name, dns1123LabelErrors(name))
  if (requireName && name === '') errors.push(required(path.child('name')))
  for (const text of portNumberErrors(port)) errors.push(invalid(path.child('port'), port, text))
  if (!PROTOCOLS.includes(protocol)) {
    errors.push(notSupported(path.child('protocol'), protocol, PROTOCOLS))
  }
  if (appProtocol !== undefined) {
    const details = qualifiedNameErrors(appProtocol, release)
    append(errors, invalidText(path.child('appProtocol'), appProtocol, details))
  }
  return errors
}

/** `ValidateEndpointsCreate` */
export const validateEndpoints = (
  { release }: RequestContext,
  { subsets = [] }: Endpoints,
): FieldError[] =>
  subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const path = SUBSETS.index(i)
    const errors: FieldError[] = []
    if (addresses.length + notReadyAddresses.length === 0) {
      errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'))
    }
    for (const [field, list] of Object.entries({ addresses, notReadyAddresses })) {
      list.forEach((address, at) => {
        append(errors, validateAddress(address, path.child(field).index(at), release))
      })
    }
    ports.forEach((port, at) => {
      append(errors, validatePort(port, ports.length > 1, path.child('ports').index(at), release))
    })
    return errors
  })

/** `ValidateEndpointsUpdate`: what an older server took stays valid as long as it is left as it is. */
export const validateEndpointsUpdate = (
  context: RequestContext,
  endpoints: Endpoints,
  old: Endpoints,
): FieldError[] => {
  const errors = validateEndpoints(context, endpoints)
  return isDeepStrictEqual(endpoints.subsets, old.subsets) ? [] : errors
}

/** Addresses that are written oddly; the controller that writes most Endpoints is not told. */
export const endpointsWarnings = (
  { metadata, subsets = [] }: Endpoints,
  release: Release,
): string[] =>
  metadata.labels?.['endpoints.kubernetes.io/managed-by'] === 'endpoint-controller'
    ? []
    : subsets.flatMap(({ addresses = [], notReadyAddresses = [] }, i) =>
        Object.entries({ addresses, notReadyAddresses }).flatMap(([field, list]) =>
          list.flatMap(({ ip }, at) =>
            ipWarnings(SUBSETS.index(i).child(field).index(at).child('ip'), ip, release),
          ),
        ),
      )
