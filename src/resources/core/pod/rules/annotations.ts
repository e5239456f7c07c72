/** Annotations that mean something to a pod (`ValidatePodSpecificAnnotations` of `pkg/apis/core/validation`, 1.36). */
import { FieldPath, forbidden, invalid, type FieldError } from '../../../../api/field.ts'
import type { StringMap } from '../../../../api/meta.ts'
import { goQuote } from '../../../../api/text/quote.ts'
import { MIRROR_ANNOTATION, type Pod, type PodSpec } from '../../../../api/kinds/pods.ts'
import { APP_ARMOR_PREFIX } from '../app-armor.ts'
import { validateDescendingPath } from './paths.ts'
import { APP_ARMOR, SECCOMP, validateSameProfile } from './security-profiles.ts'
import { containersWithPaths } from './visit.ts'

const ANNOTATIONS = FieldPath.of('metadata', 'annotations')
const SPEC = FieldPath.of('spec')

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'
const SECCOMP_OF_POD = 'seccomp.security.alpha.kubernetes.io/pod'
const SECCOMP_OF_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/'

const LOCAL = 'localhost/'

const isInt32 = (text: string): boolean =>
  /^(?:0|[1-9]\d{0,9}|-\d+)$/.test(text) && BigInt(text) === BigInt.asIntN(32, BigInt(text))

const validateCost = (cost: string): FieldError[] =>
  isInt32(cost) ? [] : [invalid(ANNOTATIONS.key(DELETION_COST), cost, 'must be a 32bit integer')]

const validateSeccomp = (profile: string, path: FieldPath): FieldError[] => {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return []
  return profile.startsWith(LOCAL)
    ? validateDescendingPath(path, profile.slice(LOCAL.length))
    : [invalid(path, profile, 'must be a valid seccomp profile')]
}

const validateAppArmor = (key: string, profile: string, spec: PodSpec): FieldError[] => {
  const path = ANNOTATIONS.key(key)
  const container = key.slice(APP_ARMOR_PREFIX.length)
  const isKnown = containersWithPaths(spec, SPEC).some(([{ name }]) => name === container)
  const isProfile =
    ['', 'runtime/default', 'unconfined'].includes(profile) || profile.startsWith(LOCAL)
  return [
    ...(isKnown ? [] : [invalid(path, container, 'container not found')]),
    ...(isProfile
      ? []
      : [invalid(path, profile, `invalid AppArmor profile name: ${goQuote(profile)}`)]),
  ]
}

export const validatePodAnnotations = ({ metadata, spec }: Pod): FieldError[] => {
  const { annotations = {} } = metadata
  const entries = Object.entries(annotations)
  const mirror = annotations[MIRROR_ANNOTATION]
  const cost = annotations[DELETION_COST]
  const seccomp = annotations[SECCOMP_OF_POD]
  return [
    ...(mirror !== undefined && !spec.nodeName
      ? [
          invalid(
            ANNOTATIONS.key(MIRROR_ANNOTATION),
            mirror,
            'must set spec.nodeName if mirror pod annotation is set',
          ),
        ]
      : []),
    ...(cost === undefined ? [] : validateCost(cost)),
    ...(seccomp === undefined ? [] : validateSeccomp(seccomp, ANNOTATIONS.child(SECCOMP_OF_POD))),
    ...entries.flatMap(([key, profile]) =>
      key.startsWith(SECCOMP_OF_CONTAINER) ? validateSeccomp(profile, ANNOTATIONS.child(key)) : [],
    ),
    ...entries.flatMap(([key, profile]) =>
      key.startsWith(APP_ARMOR_PREFIX) ? validateAppArmor(key, profile, spec) : [],
    ),
  ]
}

/** What annotations say of profiles and fields say too must be the same; of a new pod only. */
export const validateProfilesMatch = ({ metadata, spec }: Pod): FieldError[] => {
  const { annotations = {} } = metadata
  const containers = containersWithPaths(spec, SPEC)
  const ofPod = spec.securityContext?.seccompProfile
  const forPod = annotations[SECCOMP_OF_POD]
  const at = (path: FieldPath, field: string): FieldPath => path.child('securityContext', field)
  const seccomp = containers.flatMap(([{ name, securityContext }, path]) => {
    const profile = securityContext?.seccompProfile
    const annotation = annotations[`${SECCOMP_OF_CONTAINER}${name}`]
    return profile && annotation !== undefined
      ? validateSameProfile(annotation, profile, SECCOMP, at(path, 'seccompProfile'))
      : []
  })
  const appArmor = containers.flatMap(([{ name, securityContext }, path]) => {
    const profile = securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile
    const annotation = annotations[`${APP_ARMOR_PREFIX}${name}`]
    return profile && annotation !== undefined
      ? validateSameProfile(annotation, profile, APP_ARMOR, at(path, 'appArmorProfile'))
      : []
  })
  return [
    ...(ofPod && forPod !== undefined
      ? validateSameProfile(forPod, ofPod, SECCOMP, at(SPEC, 'seccompProfile'))
      : []),
    ...seccomp,
    ...(spec.os?.name === 'windows' ? [] : appArmor),
  ]
}

const KEPT = [
  [(key: string): boolean => key.startsWith(APP_ARMOR_PREFIX), 'AppArmor annotations'],
  [(key: string): boolean => key === MIRROR_ANNOTATION, 'mirror pod annotation'],
] as const

const change = (key: string, verb: string): FieldError[] =>
  KEPT.filter(([isKept]) => isKept(key)).map(([, what]) =>
    forbidden(ANNOTATIONS.key(key), `may not ${verb} ${what}`),
  )

/** Some annotations stay as they are. */
export const validateAnnotationUpdate = (annotations: StringMap, old: StringMap): FieldError[] => [
  ...Object.entries(old).flatMap(([key, value]) =>
    annotations[key] === value ? [] : change(key, 'remove or update'),
  ),
  ...Object.keys(annotations).flatMap((key) => (Object.hasOwn(old, key) ? [] : change(key, 'add'))),
]
