/** What a container may do that others may not: privileges, capabilities, its view of /proc. */
import { append } from '../../api/append.ts'
import { containersOf } from '../../api/kinds/pod-objects.ts'
import type { PodTemplate } from '../../api/kinds/pods.ts'
import {
  badContainers,
  type Check,
  counted,
  type Judge,
  quotedList,
  sortedSet,
  unlessOwnUsers,
  unlessWindows,
} from './check.ts'

const privileged: Judge = (pod) => {
  const bad = badContainers(pod, ({ securityContext }) => securityContext?.privileged === true)
  return bad.length === 0
    ? undefined
    : {
        reason: 'privileged',
        detail: `${counted('container', bad)} must not set securityContext.privileged=true`,
      }
}

const escalation: Judge = (pod) => {
  const bad = badContainers(
    pod,
    ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false,
  )
  return bad.length === 0
    ? undefined
    : {
        reason: 'allowPrivilegeEscalation != false',
        detail: `${counted('container', bad)} must set securityContext.allowPrivilegeEscalation=false`,
      }
}

const procMount: Judge = (pod) => {
  const types: string[] = []
  const bad = badContainers(pod, ({ securityContext }) => {
    const type = securityContext?.procMount
    if (type === undefined || type === 'Default') return false
    types.push(type)
    return true
  })
  return bad.length === 0
    ? undefined
    : {
        reason: 'procMount',
        detail: `${counted('container', bad)} must not set securityContext.procMount to ${quotedList(sortedSet(types))}`,
      }
}

/** Those that a container runtime gives without being asked. */
const DEFAULT_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
])
const RESTRICTED_CAPABILITIES: ReadonlySet<string> = new Set(['NET_BIND_SERVICE'])

/** `container "c" must not include "SYS_ADMIN" in …`; undefined when all that is added is allowed. */
const addedProblem = (pod: PodTemplate, allowed: ReadonlySet<string>): string | undefined => {
  const added: string[] = []
  const bad = badContainers(pod, ({ securityContext }) => {
    const forbidden = (securityContext?.capabilities?.add ?? []).filter((one) => !allowed.has(one))
    append(added, forbidden)
    return forbidden.length > 0
  })
  return bad.length === 0
    ? undefined
    : `${counted('container', bad)} must not include ${quotedList(sortedSet(added))} in securityContext.capabilities.add`
}

const baselineCapabilities: Judge = (pod) => {
  const detail = addedProblem(pod, DEFAULT_CAPABILITIES)
  return detail === undefined ? undefined : { reason: 'non-default capabilities', detail }
}

const restrictedCapabilities: Judge = (pod) => {
  const keeping = containersOf(pod)
    .filter(({ securityContext }) => securityContext?.capabilities?.drop?.includes('ALL') !== true)
    .map(({ name }) => name)
  const details = [
    keeping.length > 0
      ? `${counted('container', keeping)} must set securityContext.capabilities.drop=["ALL"]`
      : undefined,
    addedProblem(pod, RESTRICTED_CAPABILITIES),
  ].filter((detail) => detail !== undefined)
  return details.length === 0
    ? undefined
    : { reason: 'unrestricted capabilities', detail: details.join('; ') }
}

export const CONTAINER_CHECKS: readonly Check[] = [
  { id: 'privileged', level: 'baseline', versions: [[0, privileged]] },
  {
    id: 'procMount',
    level: 'baseline',
    versions: [
      [0, procMount],
      [35, unlessOwnUsers(procMount)],
    ],
  },
  {
    id: 'procMount_restricted',
    level: 'restricted',
    versions: [[35, procMount]],
    overrides: 'procMount',
  },
  { id: 'capabilities_baseline', level: 'baseline', versions: [[0, baselineCapabilities]] },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    versions: [
      [22, restrictedCapabilities],
      [25, unlessWindows(restrictedCapabilities)],
    ],
    overrides: 'capabilities_baseline',
  },
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    versions: [
      [8, escalation],
      [25, unlessWindows(escalation)],
    ],
  },
]
