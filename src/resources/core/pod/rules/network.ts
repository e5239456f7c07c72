/** How a pod is called and resolves names (`pkg/apis/core/validation`, 1.36). */
import {
  forbidden,
  invalid,
  required,
  tooLong,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { ipErrors } from '../../../../api/ip.ts'
import { dns1123SubdomainErrors, searchDomainErrors } from '../../../../api/names.ts'
import type { PodDnsConfig, PodSpec } from '../../../../api/kinds/pods.ts'
import type { PodScope } from './scope.ts'
import { containersWithPaths } from './visit.ts'
import { validateText } from './words.ts'

const MAX_SERVERS = 3
const MAX_SEARCHES = 32
const MAX_SEARCH_BYTES = 2048

const validateServers = (
  servers: readonly string[],
  path: FieldPath,
  { release }: PodScope,
): FieldError[] => [
  ...(servers.length > MAX_SERVERS
    ? [invalid(path, servers, `must not have more than ${MAX_SERVERS} nameservers`)]
    : []),
  ...servers.flatMap((server, i) =>
    validateText(path.index(i), server, (text) => ipErrors(text, release)),
  ),
]

const validateSearches = (searches: readonly string[], path: FieldPath): FieldError[] => {
  const tooMany = (what: string): FieldError =>
    invalid(path, searches, `must not have more than ${what}`)
  return [
    ...(searches.length > MAX_SEARCHES ? [tooMany(`${MAX_SEARCHES} search paths`)] : []),
    ...(Buffer.byteLength(searches.join(' ')) > MAX_SEARCH_BYTES
      ? [tooMany(`${MAX_SEARCH_BYTES} characters (including spaces) in the search list`)]
      : []),
    ...searches.flatMap((search, i) =>
      search === '.'
        ? []
        : validateText(path.index(i), search.replace(/\.$/, ''), searchDomainErrors),
    ),
  ]
}

const validateConfig = (
  { nameservers = [], searches = [], options = [] }: PodDnsConfig,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => [
  ...validateServers(nameservers, path.child('nameservers'), scope),
  ...validateSearches(searches, path.child('searches')),
  ...options.flatMap(({ name = '' }, i) =>
    name === '' ? [required(path.child('options').index(i), 'must not be empty')] : [],
  ),
]

/** Who resolves no names by itself has to say how. */
export const validateDns = (
  { dnsConfig, dnsPolicy }: PodSpec,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  if (dnsPolicy === 'None') {
    if (dnsConfig === undefined) {
      return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')]
    }
    if ((dnsConfig.nameservers ?? []).length === 0) {
      const text = 'must provide at least one DNS nameserver when `dnsPolicy` is None'
      return [required(path.child('nameservers'), text)]
    }
  }
  return dnsConfig ? validateConfig(dnsConfig, path, scope) : []
}

export const validateHostAliases = (
  aliases: NonNullable<PodSpec['hostAliases']>,
  path: FieldPath,
  { release }: PodScope,
): FieldError[] =>
  aliases.flatMap(({ ip = '', hostnames = [] }, i) => [
    ...validateText(path.index(i).child('ip'), ip, (text) => ipErrors(text, release)),
    ...hostnames.flatMap((name, at) =>
      validateText(path.index(i).child('hostnames').index(at), name, dns1123SubdomainErrors),
    ),
  ])

const NAME_MAX = 64

export const validateHostnameOverride = (spec: PodSpec, path: FieldPath): FieldError[] => {
  const { hostnameOverride: name, setHostnameAsFQDN, hostNetwork } = spec
  if (name === undefined) return []
  const not = 'may not be specified when'
  return [
    ...(setHostnameAsFQDN === true ? [forbidden(path, `${not} setHostnameAsFQDN is true`)] : []),
    ...(hostNetwork === true ? [forbidden(path, `${not} hostNetwork is true`)] : []),
    ...(Buffer.byteLength(name) > NAME_MAX ? [tooLong(path, NAME_MAX)] : []),
    ...validateText(path, name, dns1123SubdomainErrors),
  ]
}

/** On the network of its node, a port of a container is the node's. A template may leave that to the pods. */
export const validateNodePorts = (
  { hostNetwork, containers }: PodSpec,
  path: FieldPath,
  { metadata }: PodScope,
): FieldError[] => {
  if (hostNetwork !== true) return []
  return (containers ?? []).flatMap(({ ports = [] }, i) =>
    ports.flatMap(({ hostPort = 0, containerPort }, at) => {
      if (hostPort === containerPort || (metadata === undefined && hostPort === 0)) return []
      const where = path.child('containers').index(i).child('ports').index(at).child('hostPort')
      return [invalid(where, hostPort, 'must match `containerPort` when `hostNetwork` is true')]
    }),
  )
}

/** Who has users of its own cannot share what knows the node's. */
export const validateOwnUsers = (
  spec: PodSpec,
  path: FieldPath,
  { release }: PodScope,
): FieldError[] => {
  if (spec.hostUsers !== false) return []
  const not = 'when `hostUsers` is false'
  const mayShareNetwork = release.has('UserNamespacesHostNetworkSupport')
  return [
    ...(spec.hostNetwork === true && !mayShareNetwork
      ? [forbidden(path.child('hostNetwork'), not)]
      : []),
    ...(spec.hostPID === true ? [forbidden(path.child('HostPID'), not)] : []),
    ...(spec.hostIPC === true ? [forbidden(path.child('HostIPC'), not)] : []),
    ...containersWithPaths(spec, path).flatMap(([{ volumeDevices = [] }, at]) =>
      volumeDevices.length > 0 ? [forbidden(at.child('volumeDevices'), not)] : [],
    ),
  ]
}
