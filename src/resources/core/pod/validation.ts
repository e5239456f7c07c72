import type { RequestContext } from '../../../apimachinery/context.ts'
import {
  type FieldError,
  FieldPath,
  duplicate,
  forbidden,
  invalidEach,
  notFoundValue,
  required,
} from '../../../apimachinery/field.ts'
import type { Container, Pod, PodSpec, Volume } from '../../../apis/core.ts'
import { dns1123LabelErrors, dns1123SubdomainErrors } from '../../../apimachinery/names.ts'
import type { ReleaseFeatures } from '../../../apimachinery/release/release.ts'
import { CONTAINER_LISTS } from './defaults.ts'
import { validateProjectedVolume } from './projected-volumes.ts'
import { isDeepStrictEqual } from 'node:util'

const SPEC = FieldPath.of('spec')

/** Validates a name, and adds it to `taken`, the names seen so far. */
const validateLabel = (name: string, taken: Set<string>, path: FieldPath): FieldError[] => {
  if (name === '') return [required(path)]
  if (taken.has(name)) return [duplicate(path, name)]
  taken.add(name)
  return invalidEach(path, name, dns1123LabelErrors(name))
}

const validateObjectName = (name: string | undefined, path: FieldPath): FieldError[] =>
  name ? invalidEach(path, name, dns1123SubdomainErrors(name)) : []

const validateVolumes = (
  volumes: readonly Volume[],
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] => {
  const taken = new Set<string>()
  return volumes.flatMap(({ name, projected }, i) => {
    const at = path.index(i)
    return [
      ...(projected ? validateProjectedVolume(projected, at.child('projected'), release) : []),
      ...validateLabel(name, taken, at.child('name')),
    ]
  })
}

const validateMounts = (
  { volumeMounts = [] }: Container,
  volumes: ReadonlySet<string>,
  path: FieldPath,
): FieldError[] =>
  volumeMounts.flatMap(({ name, mountPath }, i) => {
    const at = path.index(i)
    return [
      ...(volumes.has(name) ? [] : [notFoundValue(at.child('name'), name)]),
      ...(mountPath === '' ? [required(at.child('mountPath'))] : []),
    ]
  })

const validateContainers = (spec: PodSpec, path: FieldPath): FieldError[] => {
  const volumes = new Set(spec.volumes?.map(({ name }) => name))
  const taken = new Set<string>()
  return CONTAINER_LISTS.flatMap((list) =>
    (spec[list] ?? []).flatMap((container, i) => {
      const at = path.child(list).index(i)
      return [
        ...validateLabel(container.name, taken, at.child('name')),
        ...(container.image ? [] : [required(at.child('image'))]),
        ...validateMounts(container, volumes, at.child('volumeMounts')),
      ]
    }),
  )
}

/** `spec` must have its defaults. */
export const validatePodSpec = (
  spec: PodSpec,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] => [
  ...validateVolumes(spec.volumes ?? [], path.child('volumes'), release),
  ...(spec.containers?.length ? [] : [required(path.child('containers'))]),
  ...validateContainers(spec, path),
  ...validateObjectName(spec.serviceAccountName, path.child('serviceAccountName')),
  ...validateObjectName(spec.nodeName, path.child('nodeName')),
]

export const validatePod = ({ spec }: Pod, { release }: RequestContext): FieldError[] =>
  validatePodSpec(spec, SPEC, release)

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

/** Only mutable fields may change (`ValidatePodUpdate` of `pkg/apis/core/validation`, 1.36). */
export const validatePodUpdate = (pod: Pod, old: Pod, context: RequestContext): FieldError[] => {
  const { spec } = pod
  const isAllowed =
    keepsTolerations(spec, old.spec) &&
    keepsGracePeriod(spec, old.spec) &&
    isDeepStrictEqual(immutablePart(spec), immutablePart(old.spec))
  const text = `pod updates may not change fields other than ${MUTABLE}`
  return [...validatePod(pod, context), ...(isAllowed ? [] : [forbidden(SPEC, text)])]
}
