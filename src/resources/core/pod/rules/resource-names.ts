/** Names of resources that containers and pods ask for (`pkg/apis/core/helper/helpers.go`, 1.36). */
import {
  invalid,
  JsonValue,
  notSupportedInOrder,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { qualifiedNameErrors } from '../../../../api/names.ts'
import type { PodScope } from './scope.ts'

const COUNTED = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]
const STANDARD = new Set([
  ...COUNTED,
  ...['', 'requests.', 'limits.'].flatMap((kind) =>
    ['cpu', 'memory', 'ephemeral-storage'].map((name) => `${kind}${name}`),
  ),
  'storage',
  'requests.storage',
])
const OF_CONTAINERS = new Set(['cpu', 'memory', 'ephemeral-storage'])
const OF_PODS = ['cpu', 'hugepages-', 'memory']

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-')

export const isNative = (name: string): boolean =>
  !name.includes('/') || name.includes('kubernetes.io/')

/** Of a device plugin, for instance. It has to fit into a quota with `requests.` before it. */
const isExtended = (name: string, { release }: PodScope): boolean =>
  !isNative(name) &&
  !name.startsWith('requests.') &&
  qualifiedNameErrors(`requests.${name}`, release).length === 0

/** Whether a node may promise more of it than it has. */
export const mayBeOvercommitted = (name: string): boolean => isNative(name) && !isHugePages(name)

/** Whether half of it is nothing. */
export const isCounted = (name: string, scope: PodScope): boolean =>
  COUNTED.includes(name) || isExtended(name, scope)

const validateName = (name: string, path: FieldPath, { release }: PodScope): FieldError[] => {
  const value = new JsonValue(name)
  const errors = qualifiedNameErrors(name, release).map((text) => invalid(path, value, text))
  if (errors.length > 0 || name.includes('/')) return errors
  return STANDARD.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-')
    ? []
    : [invalid(path, value, 'must be a standard resource type or fully qualified')]
}

/** The name of a resource that a container asks for. */
export const validateContainerResource = (
  name: string,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  const errors = validateName(name, path, scope)
  const value = new JsonValue(name)
  if (!name.includes('/')) {
    return OF_CONTAINERS.has(name) || isHugePages(name)
      ? errors
      : [...errors, invalid(path, value, 'must be a standard resource for containers')]
  }
  return isNative(name) || isExtended(name, scope)
    ? errors
    : [...errors, invalid(path, value, "doesn't follow extended resource name standard")]
}

/** The name of a resource that a pod asks for as a whole. */
export const validatePodResource = (
  name: string,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  const errors = validateName(name, path, scope)
  if (errors.length > 0 || OF_PODS.includes(name) || isHugePages(name)) return errors
  return [notSupportedInOrder(path, new JsonValue(name), OF_PODS)]
}
