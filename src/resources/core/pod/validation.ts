import { isDeepStrictEqual } from 'node:util'
import { FieldPath, forbidden, type FieldError } from '../../../api/field.ts'
import type { Container, Pod, PodSpec } from '../../../api/kinds/pods.ts'
import { validatePodSpec } from './spec-validation.ts'

const SPEC = FieldPath.of('spec')

export const validatePod = ({ spec }: Pod): FieldError[] => validatePodSpec(spec, SPEC)

/** What is wrong with a new pod: containers to look for faults come later. */
export const validateNewPod = (pod: Pod): FieldError[] => [
  ...validatePod(pod),
  ...((pod.spec.ephemeralContainers ?? []).length > 0
    ? [forbidden(SPEC.child('ephemeralContainers'), 'cannot be set on create')]
    : []),
]

const withoutImage = (containers: readonly Container[] = []): Container[] =>
  containers.map(({ image: _image, ...container }) => container)

/** The spec without what may change while a pod lives. */
const fixedPart = ({
  activeDeadlineSeconds: _deadline,
  tolerations: _tolerations,
  terminationGracePeriodSeconds: _grace,
  ...spec
}: PodSpec): object => ({
  ...spec,
  containers: withoutImage(spec.containers ?? []),
  initContainers: withoutImage(spec.initContainers),
})

const onlyAdds = (list: readonly object[] = [], old: readonly object[] = []): boolean =>
  old.every((item) => list.some((other) => isDeepStrictEqual(item, other)))

const keepsGrace = ({ spec }: Pod, old: Pod): boolean => {
  const grace = spec.terminationGracePeriodSeconds
  const oldGrace = old.spec.terminationGracePeriodSeconds
  return grace === oldGrace || (grace === 1 && (oldGrace ?? 0) < 0)
}

/** `pkg/apis/core/validation.ValidatePodUpdate`; the real text goes on with a diff of the two specs. */
export const validatePodUpdate = (pod: Pod, old: Pod): FieldError[] => {
  const errors = validatePod(pod)
  const counts = [pod, old].map(({ spec }) => spec.containers?.length ?? 0)
  if (counts[0] !== counts[1]) {
    errors.push(forbidden(SPEC.child('containers'), 'pod updates may not add or remove containers'))
    return errors
  }
  if (!onlyAdds(pod.spec.tolerations, old.spec.tolerations)) {
    errors.push(
      forbidden(
        SPEC.child('tolerations'),
        'existing toleration can not be modified except its tolerationSeconds',
      ),
    )
  }
  if (!isDeepStrictEqual(fixedPart(pod.spec), fixedPart(old.spec)) || !keepsGrace(pod, old)) {
    errors.push(
      forbidden(
        SPEC,
        'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
      ),
    )
  }
  return errors
}
