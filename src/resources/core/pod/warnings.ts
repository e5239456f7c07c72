/** What is valid in a pod and seldom meant (`pkg/api/pod/warnings.go`, 1.36). */
import { isDeepStrictEqual } from 'node:util'
import { FieldPath } from '../../../api/field.ts'
import { ipWarnings } from '../../../api/ip.ts'
import type { ObjectMeta } from '../../../api/meta.ts'
import { dns1123LabelErrors } from '../../../api/names.ts'
import { goQuote } from '../../../api/text/quote.ts'
import type { Container } from '../../../api/kinds/containers.ts'
import type { Pod, PodSpec, PodTemplate } from '../../../api/kinds/pods.ts'
import type { PodAffinity } from '../../../api/kinds/scheduling.ts'
import type { Release } from '../../../release/release.ts'
import { APP_ARMOR_PREFIX, profileOfAnnotation } from './app-armor.ts'
import { containersWithPaths } from './rules/visit.ts'
import { environmentWarnings, resourceWarnings } from './warnings/containers.ts'
import { nodeWarnings, nullSelector } from './warnings/nodes.ts'
import { overlapWarnings } from './warnings/overlaps.ts'
import { portWarnings } from './warnings/ports.ts'
import { fractionWarning, volumeWarnings } from './warnings/volumes.ts'

/** `purpose`: what the name is used in. */
export const hostnameWarnings = ({ name = '' }: ObjectMeta, purpose: string): string[] => {
  const errors = dns1123LabelErrors(name)
  return errors.length === 0
    ? []
    : [
        `metadata.name: this is used in ${purpose}, which can result in surprising behavior; ` +
          `a DNS label is recommended: [${errors.join(' ')}]`,
      ]
}

const SYSCTLS = 'non-functional in v1.11+; use the "sysctls" field instead'
const DEPRECATED_ANNOTATIONS = {
  'scheduler.alpha.kubernetes.io/critical-pod':
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': SYSCTLS,
  'security.alpha.kubernetes.io/unsafe-sysctls': SYSCTLS,
}

const SECCOMP_OF_POD = 'seccomp.security.alpha.kubernetes.io/pod'
const SECCOMP_OF_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/'
const NO_SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead'

/** What is the name of two, and what has none. */
const referenceWarnings = (
  { hostAliases = [], imagePullSecrets = [] }: PodSpec,
  path: FieldPath,
): string[] => {
  const twice = (field: string, part: string, values: readonly string[]): string[] => {
    const seen = new Set<string>()
    return values.flatMap((value, i) => {
      const at = path.child(field).index(i).child(part).toString()
      const isSecond = seen.has(value)
      seen.add(value)
      return isSecond ? [`${at}: duplicate ${part} ${goQuote(value)}`] : []
    })
  }
  const names = imagePullSecrets.map(({ name = '' }) => name)
  return [
    ...twice(
      'hostAliases',
      'ip',
      hostAliases.map(({ ip = '' }) => ip),
    ),
    ...twice('imagePullSecrets', 'name', names),
    ...names.flatMap((name, i) => {
      const at = path.child('imagePullSecrets').index(i).child('name').toString()
      return name === '' ? [`${at}: invalid empty name ""`] : []
    }),
  ]
}

const neighbourWarnings = (affinity: PodAffinity | undefined, path: FieldPath): string[] => {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: needed = [],
    preferredDuringSchedulingIgnoredDuringExecution: wanted = [],
  } = affinity ?? {}
  const [must, may] = [
    path.child('requiredDuringSchedulingIgnoredDuringExecution'),
    path.child('preferredDuringSchedulingIgnoredDuringExecution'),
  ]
  return [
    ...needed.flatMap(({ labelSelector }, i) =>
      labelSelector ? [] : [nullSelector(must.index(i))],
    ),
    ...wanted.flatMap(({ podAffinityTerm }, i) =>
      podAffinityTerm?.labelSelector ? [] : [nullSelector(may.index(i).child('podAffinityTerm'))],
    ),
  ]
}

/** `isTemplate`: annotations of AppArmor of a pod itself are told of when they become fields. */
const containerWarnings = (
  container: Container,
  path: FieldPath,
  { metadata, spec }: PodTemplate,
  annotationsAt: FieldPath,
  isTemplate: boolean,
): string[] => {
  const { annotations = {} } = metadata
  const { name, securityContext } = container
  const seccomp = `${SECCOMP_OF_CONTAINER}${name}`
  const appArmor = `${APP_ARMOR_PREFIX}${name}`
  const ofPod = spec.securityContext?.appArmorProfile
  const annotation = annotations[appArmor]
  const isToldOf =
    isTemplate && annotation !== undefined && securityContext?.appArmorProfile === undefined
  const isOfPod =
    ofPod !== undefined && isDeepStrictEqual(ofPod, profileOfAnnotation(annotation ?? ''))
  return [
    ...(annotations[seccomp] !== undefined && securityContext?.seccompProfile === undefined
      ? [`${annotationsAt.key(seccomp).toString()}: ${NO_SECCOMP}`]
      : []),
    ...(isToldOf && !isOfPod
      ? [
          `${annotationsAt.key(appArmor).toString()}: deprecated since v1.30; use the "appArmorProfile" field instead`,
        ]
      : []),
    ...resourceWarnings(container, path),
    ...environmentWarnings(container, path),
  ]
}

const annotationWarnings = ({ annotations = {} }: ObjectMeta, at: FieldPath): string[] =>
  Object.entries(DEPRECATED_ANNOTATIONS).flatMap(([key, text]) =>
    annotations[key] === undefined ? [] : [`${at.key(key).toString()}: ${text}`],
  )

const addressWarnings = (
  { dnsConfig, hostAliases = [] }: PodSpec,
  path: FieldPath,
  release: Pick<Release, 'has'>,
): string[] => [
  ...(dnsConfig?.nameservers ?? []).flatMap((server, i) =>
    ipWarnings(path.child('dnsConfig', 'nameservers').index(i), server, release),
  ),
  ...hostAliases.flatMap(({ ip = '' }, i) =>
    ipWarnings(path.child('hostAliases').index(i).child('ip'), ip, release),
  ),
]

/** `root`: the path of the template, or nothing for a pod itself. */
export const templateWarnings = (
  template: PodTemplate,
  root: FieldPath,
  release: Pick<Release, 'has'>,
): string[] => {
  const { metadata, spec } = template
  const isTemplate = root.toString() !== ''
  const path = root.child('spec')
  const annotationsAt = root.child('metadata', 'annotations')
  const { overhead = {}, volumes = [], affinity, terminationGracePeriodSeconds: grace = 0 } = spec
  const containers = containersWithPaths(spec, path)
  const hasOldSeccomp =
    metadata.annotations?.[SECCOMP_OF_POD] !== undefined &&
    spec.securityContext?.seccompProfile === undefined
  return [
    ...nodeWarnings(spec, path, release),
    ...annotationWarnings(metadata, annotationsAt),
    ...volumes.flatMap((volume, i) => volumeWarnings(volume, path.child('volumes').index(i))),
    ...overlapWarnings(volumes),
    ...referenceWarnings(spec, path),
    ...['memory', 'ephemeral-storage'].flatMap((name) =>
      fractionWarning(path.child('overhead').key(name), overhead[name]),
    ),
    ...(hasOldSeccomp ? [`${annotationsAt.key(SECCOMP_OF_POD).toString()}: ${NO_SECCOMP}`] : []),
    ...containers.flatMap(([container, at]) =>
      containerWarnings(container, at, template, annotationsAt, isTemplate),
    ),
    ...portWarnings(containers),
    ...(grace < 0 && release.has('NegativeGraceWarning')
      ? [
          `${path.child('terminationGracePeriodSeconds').toString()}: must be >= 0; negative values are invalid and will be treated as 1`,
        ]
      : []),
    ...(['podAffinity', 'podAntiAffinity'] as const).flatMap((kind) =>
      neighbourWarnings(affinity?.[kind], path.child('affinity', kind)),
    ),
    ...addressWarnings(spec, path, release),
  ]
}

const NOWHERE = FieldPath.of('')

/** Only of a new pod: what may be changed later cannot mend any of it. */
export const podWarnings = (
  pod: Pod,
  old: Pod | undefined,
  release: Pick<Release, 'has'>,
): string[] =>
  old === undefined
    ? [
        ...hostnameWarnings(pod.metadata, "the Pod's hostname"),
        ...templateWarnings(pod, NOWHERE, release),
      ]
    : []
