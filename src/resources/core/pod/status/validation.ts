/** What is wrong with a new status of a pod (`ValidatePodStatusUpdate` of `pkg/apis/core/validation`, 1.36). */
import type { RequestContext } from '../../../../api/context.ts'
import { FieldPath, forbidden, invalid, JsonValue, type FieldError } from '../../../../api/field.ts'
import type { Pod, PodCondition } from '../../../../api/kinds/pods.ts'
import { dns1123SubdomainErrors, qualifiedNameErrors } from '../../../../api/names.ts'
import type { Release } from '../../../../release/release.ts'
import { validateAnnotationUpdate, validatePodAnnotations } from '../rules/annotations.ts'
import { validateStatusAddresses } from './addresses.ts'
import {
  validateAllocatableClaims,
  validateClaimStatuses,
  validateExtendedClaim,
} from './claims.ts'
import {
  validateDevicesOf,
  validateImageVolumes,
  validateNoDevices,
  validateUsers,
} from './resources.ts'
import { validateTransitions } from './transitions.ts'

const STATUS = FieldPath.of('status')
const LISTS = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const
const NOT_NEGATIVE = 'must be a non-negative integer'

/** Conditions of the system itself, whose types need no check. */
const OF_SYSTEM = new Set(['PodScheduled', 'Ready', 'Initialized'])

const validateConditions = (
  conditions: readonly PodCondition[],
  release: Pick<Release, 'has'>,
): FieldError[] =>
  conditions.flatMap(({ type, observedGeneration: seen = 0 }, i) => {
    const at = STATUS.child('conditions').index(i)
    const wrong = OF_SYSTEM.has(type) ? [] : qualifiedNameErrors(type, release)
    return [
      ...(seen < 0 ? [invalid(at.child('observedGeneration'), seen, NOT_NEGATIVE)] : []),
      // the path has a capital
      ...wrong.map((text) => invalid(at.child('Type'), type, text)),
    ]
  })

const validateNominated = (
  { status }: Pod,
  { status: old, spec }: Pod,
  release: Pick<Release, 'has'>,
): FieldError[] => {
  const { nominatedNodeName: name = '' } = status
  if (name === '' || name === (old.nominatedNodeName ?? '')) return []
  const path = STATUS.child('nominatedNodeName')
  const isBound =
    release.has('ClearingNominatedNodeNameAfterBinding') && (spec.nodeName ?? '') !== ''
  return [
    ...dns1123SubdomainErrors(name).map((text) => invalid(path, name, text)),
    ...(isBound
      ? [forbidden(path, 'may not be set on pods that are already bound to a node')]
      : []),
  ]
}

const validateQuality = (
  { status: { qosClass = '' } }: Pod,
  { status: { qosClass: old = '' } }: Pod,
): FieldError[] =>
  qosClass === old
    ? []
    : [invalid(STATUS.child('qosClass'), new JsonValue(qosClass), 'field is immutable')]

export const validatePodStatusUpdate = (
  { release }: RequestContext,
  pod: Pod,
  old: Pod,
): FieldError[] => {
  const { status, spec, metadata } = pod
  const { observedGeneration: seen = 0 } = status
  const of = (list: (typeof LISTS)[number]) => status[list] ?? []
  return [
    ...validateAnnotationUpdate(metadata.annotations ?? {}, old.metadata.annotations ?? {}),
    ...validatePodAnnotations(pod),
    ...validateConditions(status.conditions ?? [], release),
    ...validateNominated(pod, old, release),
    ...(seen < 0 ? [invalid(STATUS.child('observedGeneration'), seen, NOT_NEGATIVE)] : []),
    ...validateQuality(pod, old),
    ...validateTransitions(pod, old, STATUS, release),
    ...validateClaimStatuses(status, spec, STATUS.child('resourceClaimStatuses'), release),
    ...validateExtendedClaim(
      status.extendedResourceClaimStatus,
      spec,
      STATUS.child('extendedResourceClaimStatus'),
      release,
    ),
    ...validateAllocatableClaims(
      status,
      spec,
      STATUS.child('nodeAllocatableResourceClaimStatuses'),
      release,
    ),
    ...validateStatusAddresses(pod, old, STATUS, release),
    ...LISTS.flatMap((list) => validateUsers(of(list), STATUS.child(list), spec)),
    ...validateDevicesOf(
      of('containerStatuses'),
      STATUS.child('containerStatuses'),
      spec.containers ?? [],
    ),
    ...validateDevicesOf(
      of('initContainerStatuses'),
      STATUS.child('initContainerStatuses'),
      spec.initContainers ?? [],
    ),
    ...validateNoDevices(
      of('ephemeralContainerStatuses'),
      STATUS.child('ephemeralContainerStatuses'),
    ),
    ...(release.has('ImageVolumeWithDigest')
      ? LISTS.flatMap((list) => validateImageVolumes(of(list), STATUS.child(list)))
      : []),
  ]
}
