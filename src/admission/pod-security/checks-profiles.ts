/** The profiles that a kernel holds a container to: AppArmor, seccomp, SELinux. */
import type { PodTemplate } from '../../api/kinds/pods.ts'
import { containersOf } from '../../api/kinds/pod-objects.ts'
import type { SeLinuxOptions } from '../../api/kinds/security.ts'
import { goQuote } from '../../api/text/quote.ts'
import {
  badContainers,
  badValues,
  type Check,
  counted,
  type Judge,
  plural,
  quotedList,
  setters,
  sortedSet,
  unlessWindows,
} from './check.ts'

const isConfining = (type: string): boolean => type === 'RuntimeDefault' || type === 'Localhost'

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/'

const appArmorAnnotations = ({ metadata }: PodTemplate): string[] =>
  sortedSet(
    Object.entries(metadata.annotations ?? {})
      .filter(
        ([key, value]) =>
          key.startsWith(APP_ARMOR) &&
          value !== '' &&
          value !== 'runtime/default' &&
          !value.startsWith('localhost/'),
      )
      .map(([key, value]) => `${key}=${goQuote(value)}`),
  )

const appArmor: Judge = (pod) => {
  const { podIsBad, containers, values } = badValues(
    pod,
    ({ appArmorProfile }) => appArmorProfile && (appArmorProfile.type ?? ''),
    isConfining,
  )
  const annotations = appArmorAnnotations(pod)
  const who = [
    setters(podIsBad, containers),
    annotations.length === 0 ? '' : plural('annotation', annotations.length),
  ].filter((one) => one !== '')
  if (who.length === 0) return undefined
  const bad = [...values, ...annotations]
  return {
    reason: plural('forbidden AppArmor profile', bad.length),
    detail: `${who.join(' and ')} must not set AppArmor profile type to ${quotedList(bad)}`,
  }
}

const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod'
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/'

/** Before there were fields for it, annotations said it. */
const seccompAnnotations: Judge = (pod) => {
  const annotations = pod.metadata.annotations ?? {}
  const keys = [SECCOMP_POD, ...containersOf(pod).map(({ name }) => `${SECCOMP_CONTAINER}${name}`)]
  const forbidden = sortedSet(
    keys.flatMap((key) => {
      const value = annotations[key]
      const isGood =
        value === undefined ||
        value === 'runtime/default' ||
        value === 'docker/default' ||
        value.startsWith('localhost/')
      return isGood ? [] : [`${key}=${goQuote(value)}`]
    }),
  )
  return forbidden.length === 0
    ? undefined
    : {
        reason: 'seccompProfile',
        detail: `forbidden ${plural('annotation', forbidden.length)} ${forbidden.join(', ')}`,
      }
}

const seccomp: Judge = (pod) => {
  const { podIsBad, containers, values } = badValues(
    pod,
    ({ seccompProfile }) => seccompProfile && (seccompProfile.type ?? ''),
    isConfining,
  )
  const who = setters(podIsBad, containers)
  return who === ''
    ? undefined
    : {
        reason: 'seccompProfile',
        detail: `${who} must not set securityContext.seccompProfile.type to ${quotedList(values)}`,
      }
}

const seccompRequired: Judge = (pod) => {
  const wrong = seccomp(pod)
  if (wrong !== undefined || pod.spec.securityContext?.seccompProfile) return wrong
  const missing = badContainers(pod, ({ securityContext }) => !securityContext?.seccompProfile)
  return missing.length === 0
    ? undefined
    : {
        reason: 'seccompProfile',
        detail: `pod or ${counted('container', missing)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
      }
}

const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t']

const seLinux =
  (types: ReadonlySet<string>): Judge =>
  (pod) => {
    const bad: string[] = []
    let [setsUser, setsRole] = [false, false]
    const isBad = (context?: { seLinuxOptions?: SeLinuxOptions }): boolean => {
      if (!context?.seLinuxOptions) return false
      const { type = '', user = '', role = '' } = context.seLinuxOptions
      if (!types.has(type)) bad.push(type)
      if (user !== '') setsUser = true
      if (role !== '') setsRole = true
      return !types.has(type) || user !== '' || role !== ''
    }
    const who = setters(
      isBad(pod.spec.securityContext),
      badContainers(pod, ({ securityContext }) => isBad(securityContext)),
    )
    if (who === '') return undefined
    const what = [
      ...(bad.length > 0 ? [counted('type', sortedSet(bad))] : []),
      ...(setsUser ? ['user may not be set'] : []),
      ...(setsRole ? ['role may not be set'] : []),
    ]
    return {
      reason: 'seLinuxOptions',
      detail: `${who} set forbidden securityContext.seLinuxOptions: ${what.join('; ')}`,
    }
  }

export const PROFILE_CHECKS: readonly Check[] = [
  { id: 'appArmorProfile', level: 'baseline', versions: [[0, appArmor]] },
  {
    id: 'seccompProfile_baseline',
    level: 'baseline',
    versions: [
      [0, seccompAnnotations],
      [19, seccomp],
    ],
  },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    versions: [
      [19, seccompRequired],
      [25, unlessWindows(seccompRequired)],
    ],
    overrides: 'seccompProfile_baseline',
  },
  {
    id: 'seLinuxOptions',
    level: 'baseline',
    versions: [
      [0, seLinux(new Set(SELINUX_TYPES))],
      [31, seLinux(new Set([...SELINUX_TYPES, 'container_engine_t']))],
    ],
  },
]
