/** What is wrong with a new pod (`ValidatePodCreate` of `pkg/apis/core/validation`, 1.36). */
import type { RequestContext } from '../../../api/context.ts'
import { FieldPath, forbidden, type FieldError } from '../../../api/field.ts'
import type { Pod, PodSpec } from '../../../api/kinds/pods.ts'
import { validatePodAnnotations, validateProfilesMatch } from './rules/annotations.ts'
import { validateImage } from './rules/container.ts'
import { validatePodSpec } from './spec-validation.ts'

const SPEC = FieldPath.of('spec')

/** Tokens are those of a service account, which a pod without one has not. */
const validateTokens = ({ volumes = [], serviceAccountName = '' }: PodSpec): FieldError[] =>
  serviceAccountName !== ''
    ? []
    : volumes.flatMap(({ projected }, i) =>
        (projected?.sources ?? []).flatMap(({ serviceAccountToken }, at) => {
          const path = SPEC.child('volumes').index(i).child('projected', 'sources').index(at)
          return serviceAccountToken
            ? [
                forbidden(
                  path.child('serviceAccountToken'),
                  'must not be specified when serviceAccountName is not set',
                ),
              ]
            : []
        }),
      )

/** Besides the metadata that every object has. */
export const validatePod = ({ release }: RequestContext, pod: Pod): FieldError[] => {
  const { metadata, spec } = pod
  return [
    ...validatePodAnnotations(pod),
    ...validatePodSpec(spec, SPEC, { release, metadata }),
    ...validateTokens(spec),
    ...(['containers', 'initContainers'] as const).flatMap((list) =>
      (spec[list] ?? []).flatMap((container, i) =>
        validateImage(container, SPEC.child(list).index(i)),
      ),
    ),
  ]
}

/** What is wrong with a new pod: containers to look for faults come later. */
export const validateNewPod = (context: RequestContext, pod: Pod): FieldError[] => {
  const { ephemeralContainers = [], nodeName = '', schedulingGates = [] } = pod.spec
  return [
    ...validatePod(context, pod),
    ...(ephemeralContainers.length > 0
      ? [forbidden(SPEC.child('ephemeralContainers'), 'cannot be set on create')]
      : []),
    ...(nodeName !== '' && schedulingGates.length > 0
      ? [
          forbidden(
            SPEC.child('nodeName'),
            'cannot be set until all schedulingGates have been cleared',
          ),
        ]
      : []),
    ...validateProfilesMatch(pod),
  ]
}
