/** Whom processes run as, and what they may do (`ValidateSecurityContext` of `pkg/apis/core/validation`, 1.36). */
import {
  invalid,
  JsonValue,
  notSupportedInOrder,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { unixIdErrors } from '../../../../api/names.ts'
import type { PodSecurityContext, SecurityContext } from '../../../../api/kinds/security.ts'
import type { PodSpec } from '../../../../api/kinds/pods.ts'
import { goValue } from './go-form.ts'
import type { PodScope } from './scope.ts'
import { validateAppArmor, validateSeccomp } from './security-profiles.ts'
import { validateSysctls } from './sysctls.ts'
import { validateWindowsOptions } from './windows.ts'
import { validateOptionalWord } from './words.ts'

const validateId = (path: FieldPath, id: number | undefined): FieldError[] =>
  id === undefined ? [] : unixIdErrors(id).map((text) => invalid(path, id, text))

const PROC_MOUNTS = ['Default', 'Unmasked']

const validateProcMount = (
  mount: string | undefined,
  hostUsers: boolean,
  path: FieldPath,
): FieldError[] => {
  if (mount === undefined) return []
  const value = new JsonValue(mount)
  return [
    ...(PROC_MOUNTS.includes(mount) ? [] : [notSupportedInOrder(path, value, PROC_MOUNTS)]),
    ...(hostUsers && mount === 'Unmasked'
      ? [invalid(path, value, '`hostUsers` must be false to use `Unmasked`')]
      : []),
  ]
}

/** What gives all rights cannot be had without the right to get more. */
const validateEscalation = (context: SecurityContext, path: FieldPath): FieldError[] => {
  const { allowPrivilegeEscalation, privileged, capabilities } = context
  if (allowPrivilegeEscalation !== false) return []
  const wrong = (other: string): FieldError =>
    invalid(
      path,
      goValue('SecurityContext', context),
      `cannot set \`allowPrivilegeEscalation\` to false and ${other}`,
    )
  return [
    ...(privileged === true ? [wrong('`privileged` to true')] : []),
    ...(capabilities?.add ?? [])
      .filter((capability) => capability === 'CAP_SYS_ADMIN')
      .map(() => wrong('`capabilities.Add` CAP_SYS_ADMIN')),
  ]
}

/** Of a container. `hostUsers`: the pod's users are the node's. */
export const validateContainerSecurity = (
  context: SecurityContext | undefined,
  hostUsers: boolean,
  path: FieldPath,
): FieldError[] =>
  context === undefined
    ? []
    : [
        ...validateId(path.child('runAsUser'), context.runAsUser),
        ...validateId(path.child('runAsGroup'), context.runAsGroup),
        ...validateProcMount(context.procMount, hostUsers, path.child('procMount')),
        ...validateSeccomp(context.seccompProfile, path.child('seccompProfile')),
        ...validateEscalation(context, path),
        ...validateWindowsOptions(context.windowsOptions, path.child('windowsOptions')),
        ...validateAppArmor(context.appArmorProfile, path.child('appArmorProfile')),
      ]

const validateIds = (context: PodSecurityContext, path: FieldPath): FieldError[] => [
  ...validateId(path.child('fsGroup'), context.fsGroup),
  ...validateId(path.child('runAsUser'), context.runAsUser),
  ...validateId(path.child('runAsGroup'), context.runAsGroup),
  ...(context.supplementalGroups ?? []).flatMap((group, i) =>
    validateId(path.child('supplementalGroups').index(i), group),
  ),
]

/** Of a pod. */
export const validatePodSecurity = (
  spec: PodSpec,
  path: FieldPath,
  { release }: PodScope,
): FieldError[] => {
  const { securityContext: context = {}, shareProcessNamespace, hostPID } = spec
  const policies = release.has('SELinuxMount') ? ['MountOption', 'Recursive'] : ['Recursive']
  return [
    ...validateIds(context, path),
    ...(shareProcessNamespace === true && hostPID === true
      ? [
          invalid(
            path.child('shareProcessNamespace'),
            true,
            'ShareProcessNamespace and HostPID cannot both be enabled',
          ),
        ]
      : []),
    ...validateSysctls(spec, path.child('sysctls')),
    ...validateOptionalWord(path.child('fsGroupChangePolicy'), context.fsGroupChangePolicy, [
      'Always',
      'OnRootMismatch',
    ]),
    ...validateSeccomp(context.seccompProfile, path.child('seccompProfile')),
    ...validateWindowsOptions(context.windowsOptions, path.child('windowsOptions')),
    ...validateAppArmor(context.appArmorProfile, path.child('appArmorProfile')),
    ...validateOptionalWord(
      path.child('supplementalGroupsPolicy'),
      context.supplementalGroupsPolicy,
      ['Merge', 'Strict'],
    ),
    ...validateOptionalWord(
      path.child('seLinuxChangePolicy'),
      context.seLinuxChangePolicy,
      policies,
    ),
  ]
}
