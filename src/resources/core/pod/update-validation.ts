/** What is wrong with a change of a pod (`ValidatePodUpdate` of `pkg/apis/core/validation`, 1.36). */
import { append } from '../../../api/append.ts'
import { isDeepStrictEqual } from 'node:util'
import type { RequestContext } from '../../../api/context.ts'
import { FieldPath, forbidden, invalid, type FieldError } from '../../../api/field.ts'
import type { Container } from '../../../api/kinds/containers.ts'
import type { Pod, PodSpec } from '../../../api/kinds/pods.ts'
import type { Release } from '../../../release/release.ts'
import { omit } from './omit.ts'
import { validateAnnotationUpdate, validatePodAnnotations } from './rules/annotations.ts'
import { validateImage } from './rules/container.ts'
import { validateGateUpdate, validateNodeChoiceUpdate, withNodeChoiceOf } from './rules/gates.ts'
import { specDifference } from './rules/spec-difference.ts'
import { validateTolerationUpdate } from './rules/tolerations.ts'
import { validateRequired } from './rules/words.ts'
import { validatePod } from './validation.ts'

const SPEC = FieldPath.of('spec')
const MAX_DEADLINE = 2 ** 31 - 1

const CONTAINER_LISTS = ['containers', 'initContainers'] as const

/** A list whose length may not change, in which images may: the errors, and whether that is where to stop. */
const validateImages = (
  list: (typeof CONTAINER_LISTS)[number],
  spec: PodSpec,
  old: PodSpec,
): { readonly errors: FieldError[]; readonly stop: boolean } => {
  const containers = spec[list] ?? []
  const path = SPEC.child(list)
  if (containers.length !== (old[list] ?? []).length) {
    const text = 'pod updates may not add or remove containers'
    return { errors: [forbidden(path, text)], stop: true }
  }
  return {
    errors: containers.flatMap((container, i) => [
      ...validateRequired(path.index(i), container, 'image'),
      ...validateImage(container, path.index(i)),
    ]),
    stop: false,
  }
}

/** A deadline comes nearer, or comes at all. */
const validateDeadlineUpdate = (
  { activeDeadlineSeconds: deadline }: PodSpec,
  { activeDeadlineSeconds: old }: PodSpec,
): { readonly errors: FieldError[]; readonly stop: boolean } => {
  const path = SPEC.child('activeDeadlineSeconds')
  if (deadline === undefined) {
    const text = 'must not update from a positive integer to nil value'
    return { errors: old === undefined ? [] : [invalid(path, null, text)], stop: false }
  }
  if (deadline < 0 || deadline > MAX_DEADLINE) {
    const text = `must be between 0 and ${MAX_DEADLINE}, inclusive`
    return { errors: [invalid(path, deadline, text)], stop: true }
  }
  return old !== undefined && old < deadline
    ? {
        errors: [invalid(path, deadline, 'must be less than or equal to previous value')],
        stop: true,
      }
    : { errors: [], stop: false }
}

const withImagesOf = (containers: readonly Container[], old: readonly Container[]): Container[] =>
  containers.map((container, i) => ({ ...container, image: old[i]!.image ?? '' }))

/** The spec with what may change as it was. */
const asBefore = (spec: PodSpec, old: PodSpec): PodSpec => {
  const { terminationGracePeriodSeconds: grace } = spec
  const { terminationGracePeriodSeconds: oldGrace } = old
  const mended = grace === 1 && oldGrace !== undefined && oldGrace < 0
  const kept = Object.fromEntries(
    (['activeDeadlineSeconds', 'tolerations', 'schedulingGates'] as const).flatMap((name) =>
      old[name] === undefined ? [] : [[name, old[name]]],
    ),
  )
  return {
    ...omit(spec, 'activeDeadlineSeconds', 'tolerations', 'schedulingGates'),
    ...kept,
    ...(mended && { terminationGracePeriodSeconds: oldGrace }),
    containers: withImagesOf(spec.containers ?? [], old.containers ?? []),
    ...(spec.initContainers && {
      initContainers: withImagesOf(spec.initContainers, old.initContainers ?? []),
    }),
  }
}

/** What may change while a pod lives, as the error lists it. */
const CHANGEABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',')

/** What else of the spec is another. A pod that waits may choose its nodes yet. */
const validateRest = (spec: PodSpec, old: PodSpec, release: Pick<Release, 'has'>): FieldError[] => {
  if (isDeepStrictEqual(spec, old)) return []
  const before = asBefore(spec, old)
  const waits = (old.schedulingGates ?? []).length > 0
  const rest = waits ? withNodeChoiceOf(before, old) : before
  const errors = waits ? validateNodeChoiceUpdate(spec, old, SPEC) : []
  if (isDeepStrictEqual(rest, old)) return errors
  const text = `pod updates may not change fields other than ${CHANGEABLE}`
  return [...errors, forbidden(SPEC, `${text}\n${specDifference(old, rest, release)}`)]
}

export const validatePodUpdate = (context: RequestContext, pod: Pod, old: Pod): FieldError[] => {
  const { spec } = pod
  const errors = [
    ...validatePod(context, pod),
    ...validateAnnotationUpdate(pod.metadata.annotations ?? {}, old.metadata.annotations ?? {}),
    // they are looked at a second time, and told of twice
    ...validatePodAnnotations(pod),
  ]
  for (const check of [
    () => validateImages('containers', spec, old.spec),
    () => validateImages('initContainers', spec, old.spec),
    () => validateDeadlineUpdate(spec, old.spec),
  ]) {
    const { errors: found, stop } = check()
    append(errors, found)
    if (stop) return errors
  }
  return [
    ...errors,
    ...validateTolerationUpdate(
      spec.tolerations ?? [],
      old.spec.tolerations ?? [],
      SPEC.child('tolerations'),
      context,
    ),
    ...validateGateUpdate(spec, old.spec, SPEC.child('schedulingGates')),
    ...validateRest(spec, old.spec, context.release),
  ]
}
