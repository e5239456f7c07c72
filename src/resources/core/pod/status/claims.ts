/** What a pod's status says of the claims that it has (`validatePodResourceClaimStatuses` and those after it, 1.36). */
import {
  duplicate,
  invalid,
  JsonValue,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import type {
  AllocatableClaim,
  ExtendedResourceClaim,
  PodSpec,
  PodStatus,
} from '../../../../api/kinds/pods.ts'
import { dns1123LabelErrors, dns1123SubdomainErrors } from '../../../../api/names.ts'
import { nanosOf } from '../../../../api/quantity.ts'
import type { Release } from '../../../../release/release.ts'
import { isNative } from '../rules/resource-names.ts'
import { validateText } from '../rules/words.ts'

type Releases = Pick<Release, 'has'>

export const validateClaimStatuses = (
  { resourceClaimStatuses: statuses = [] }: PodStatus,
  { resourceClaims = [] }: PodSpec,
  path: FieldPath,
  release: Releases,
): FieldError[] => {
  const taken = new Set<string>()
  return statuses.flatMap(({ name = '', resourceClaimName: claim }, i) => {
    const at = path.index(i)
    const isTaken = taken.has(name)
    taken.add(name)
    const claimField = release.has('ClaimNamesOfStatus') ? 'resourceClaimName' : 'name'
    return [
      ...(resourceClaims.some((each) => (each.name ?? '') === name)
        ? []
        : [
            invalid(
              at.child('name'),
              name,
              'must match the name of an entry in `spec.resourceClaims`',
            ),
          ]),
      ...(isTaken ? [duplicate(at.child('name'), name)] : []),
      ...(claim === undefined
        ? []
        : validateText(at.child(claimField), claim, dns1123SubdomainErrors)),
    ]
  })
}

const RESOURCE_OF =
  'must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests'
const CONTAINER_OF =
  'must match the name of an entry in spec.initContainers.name or spec.containers.name'

export const validateExtendedClaim = (
  claim: ExtendedResourceClaim | undefined,
  spec: PodSpec,
  path: FieldPath,
  release: Releases,
): FieldError[] => {
  if (claim === undefined) return []
  const { requestMappings = [], resourceClaimName = '' } = claim
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  const taken = new Set<string>()
  const at = path.child('requestMappings')
  const newer = release.has('ClaimNamesOfStatus')
  const mappings = requestMappings.flatMap((mapping, i) => {
    const { containerName = '', resourceName = '', requestName = '' } = mapping
    // of two with the same name Go keeps the last
    const container = containers.findLast(({ name }) => name === containerName)
    const known = Object.hasOwn(container?.resources?.requests ?? {}, resourceName)
    const key = JSON.stringify([containerName, resourceName, newer ? requestName : ''])
    const isTaken = taken.has(key)
    taken.add(key)
    const own = at.index(i)
    return [
      ...(container === undefined
        ? [invalid(own.child('containerName'), containerName, CONTAINER_OF)]
        : known
          ? []
          : [invalid(own.child('resourceName'), resourceName, RESOURCE_OF)]),
      ...validateText(path.child('requestName'), requestName, dns1123LabelErrors),
      ...(isTaken
        ? [
            duplicate(own.child('containerName'), containerName),
            duplicate(own.child('resourceName'), resourceName),
            ...(newer ? [duplicate(own.child('requestName'), requestName)] : []),
          ]
        : []),
    ]
  })
  const name = path.child('resourceClaimName')
  return [
    ...(requestMappings.length === 0
      ? [required(at, 'at least one request mapping is required')]
      : []),
    ...mappings,
    ...(resourceClaimName === ''
      ? [required(name)]
      : validateText(name, resourceClaimName, dns1123SubdomainErrors)),
  ]
}

const validateAmounts = (
  resources: Readonly<Record<string, string>>,
  path: FieldPath,
): FieldError[] =>
  Object.entries(resources).flatMap(([name, amount]) => [
    ...(isNative(name)
      ? []
      : [invalid(path.key(name), new JsonValue(name), 'must be a node allocatable resource name')]),
    ...(nanosOf(amount) < 0n ? [invalid(path.key(name), amount, 'must be non-negative')] : []),
  ])

export const validateAllocatableClaims = (
  { nodeAllocatableResourceClaimStatuses: claims = [], resourceClaimStatuses = [] }: PodStatus,
  { resourceClaims = [] }: PodSpec,
  path: FieldPath,
  release: Releases,
): FieldError[] => {
  const names = new Set(
    [...resourceClaims, ...resourceClaimStatuses].map((each) => each.resourceClaimName),
  )
  const validate = (
    { resourceClaimName = '', containers = [], resources = {} }: AllocatableClaim,
    at: FieldPath,
  ): FieldError[] => {
    const name = at.child('resourceClaimName')
    return [
      ...(resourceClaimName === '' ? [required(name, 'must not be empty')] : []),
      ...(names.has(resourceClaimName)
        ? []
        : [invalid(name, resourceClaimName, 'no mapping found in pod reference')]),
      ...(containers.length === 0 ? [required(at.child('containers'), 'must not be empty')] : []),
      // the amounts of 1.37 stand in other fields, whose rules are not known
      ...(release.has('NewerPodFields') || Object.keys(resources).length > 0
        ? []
        : [required(at.child('resources'), 'must not be empty')]),
      ...validateAmounts(resources, at.child('resources')),
    ]
  }
  return claims.flatMap((claim, i) => validate(claim, path.index(i)))
}
