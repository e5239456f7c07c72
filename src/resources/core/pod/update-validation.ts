/**
 * Validates pod updates: only the mutable fields of the spec may change (`ValidatePodUpdate` of
 * `pkg/apis/core/validation`, 1.36).
 */
import { isDeepStrictEqual } from 'node:util'
import type { RequestContext } from '../../../apimachinery/context.ts'
import { FieldPath, forbidden, type FieldError } from '../../../apimachinery/field.ts'
import type { Container, Pod, PodSpec } from '../../../apis/core.ts'
import { validatePod } from './validation.ts'

const MUTABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',')

const withoutImages = (containers: readonly Container[] | null = []): Container[] =>
  (containers ?? []).map(({ image: _image, ...container }) => container)

const immutablePart = ({
  containers,
  initContainers,
  activeDeadlineSeconds: _deadline,
  tolerations: _tolerations,
  terminationGracePeriodSeconds: _grace,
  ...others
}: PodSpec): object => ({
  ...others,
  containers: withoutImages(containers),
  initContainers: withoutImages(initContainers),
})

const keepsTolerations = (spec: PodSpec, { tolerations = [] }: PodSpec): boolean =>
  tolerations.every((old) => spec.tolerations?.some((one) => isDeepStrictEqual(one, old)))

const keepsGracePeriod = (
  { terminationGracePeriodSeconds: seconds = 0 }: PodSpec,
  { terminationGracePeriodSeconds: old = 0 }: PodSpec,
): boolean => seconds === old || (seconds === 1 && old < 0)

export const validatePodUpdate = (pod: Pod, old: Pod, context: RequestContext): FieldError[] => {
  const { spec } = pod
  const isAllowed =
    keepsTolerations(spec, old.spec) &&
    keepsGracePeriod(spec, old.spec) &&
    isDeepStrictEqual(immutablePart(spec), immutablePart(old.spec))
  const text = `pod updates may not change fields other than ${MUTABLE}`
  return [
    ...validatePod(pod, context),
    ...(isAllowed ? [] : [forbidden(FieldPath.of('spec'), text)]),
  ]
}
