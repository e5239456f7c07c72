/** What a pod cannot say that is for another operating system (`validateLinux`, `validateWindows`, 1.36). */
import {
  forbidden,
  JsonValue,
  notSupported,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import type { PodSpec } from '../../../../api/kinds/pods.ts'
import { containersWithPaths } from './visit.ts'

const NOT_ON_LINUX = 'windows options cannot be set for a linux pod'
const NOT_ON_WINDOWS = 'cannot be set for a windows pod'

const validateLinux = (spec: PodSpec, path: FieldPath): FieldError[] => {
  const holders = [[spec, path] as const, ...containersWithPaths(spec, path)]
  return holders.flatMap(([{ securityContext }, at]) =>
    securityContext?.windowsOptions
      ? [forbidden(at.child('securityContext', 'windowsOptions'), NOT_ON_LINUX)]
      : [],
  )
}

const isSet = (value: unknown): boolean => value !== undefined

/** In the order in which they are looked at: settings of the pod, and whether one is set at all. */
const POD_SETTINGS: [name: string, isSet: (spec: PodSpec) => boolean][] = [
  ['securityContext.appArmorProfile', (s) => isSet(s.securityContext?.appArmorProfile)],
  ['securityContext.seLinuxOptions', (s) => isSet(s.securityContext?.seLinuxOptions)],
  ['hostUsers', (s) => isSet(s.hostUsers)],
  ['hostPID', (s) => s.hostPID === true],
  ['hostIPC', (s) => s.hostIPC === true],
  ['securityContext.seccompProfile', (s) => isSet(s.securityContext?.seccompProfile)],
  ['securityContext.fsGroup', (s) => isSet(s.securityContext?.fsGroup)],
  ['securityContext.fsGroupChangePolicy', (s) => isSet(s.securityContext?.fsGroupChangePolicy)],
  ['securityContext.sysctls', (s) => (s.securityContext?.sysctls ?? []).length > 0],
  ['shareProcessNamespace', (s) => isSet(s.shareProcessNamespace)],
  ['securityContext.runAsUser', (s) => isSet(s.securityContext?.runAsUser)],
  ['securityContext.runAsGroup', (s) => isSet(s.securityContext?.runAsGroup)],
  ['securityContext.supplementalGroups', (s) => isSet(s.securityContext?.supplementalGroups)],
  [
    'securityContext.supplementalGroupsPolicy',
    (s) => isSet(s.securityContext?.supplementalGroupsPolicy),
  ],
  ['securityContext.seLinuxChangePolicy', (s) => isSet(s.securityContext?.seLinuxChangePolicy)],
]

const CONTAINER_SETTINGS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const

const validateWindows = (spec: PodSpec, path: FieldPath): FieldError[] => [
  ...POD_SETTINGS.filter(([, isSet]) => isSet(spec)).map(([name]) =>
    forbidden(path.child(name), NOT_ON_WINDOWS),
  ),
  ...containersWithPaths(spec, path).flatMap(([{ securityContext = {} }, at]) =>
    CONTAINER_SETTINGS.filter((name) => isSet(securityContext[name])).map((name) =>
      forbidden(at.child('securityContext', name), NOT_ON_WINDOWS),
    ),
  ),
]

export const validateOperatingSystem = (spec: PodSpec, path: FieldPath): FieldError[] => {
  if (spec.os === undefined) return []
  const at = path.child('os')
  switch (spec.os.name ?? '') {
    case '':
      return [required(at.child('name'))]
    case 'linux':
      return validateLinux(spec, path)
    case 'windows':
      return validateWindows(spec, path)
    default:
      return [notSupported(at, new JsonValue(spec.os.name), ['linux', 'windows'])]
  }
}
