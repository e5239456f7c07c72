/** Containers that have ended and may not begin anew (`ValidateContainerStateTransition` of `pkg/apis/core/validation`, 1.36). */
import { forbidden, type FieldError, type FieldPath } from '../../../../api/field.ts'
import type { Container } from '../../../../api/kinds/containers.ts'
import type { ContainerStatus, Pod, PodSpec } from '../../../../api/kinds/pods.ts'
import type { Release } from '../../../../release/release.ts'

type Releases = Pick<Release, 'has'>

/** Whether one that has ended so may be started again. */
type MayRestart = (status: ContainerStatus, exitCode: number) => boolean

const RESTART_ALL = 'RestartAllContainers'

const rulesOf = ({ containers, initContainers = [] }: PodSpec) =>
  [...initContainers, ...(containers ?? [])].flatMap(
    ({ restartPolicyRules = [] }) => restartPolicyRules,
  )

/** Whether one container's end may start them all. */
const mayAllRestart = (spec: PodSpec): boolean =>
  rulesOf(spec).some(({ action }) => action === RESTART_ALL)

const byPolicy = (policy: string | undefined, exitCode: number): boolean =>
  policy === 'OnFailure' ? exitCode !== 0 : policy !== 'Never'

/** `ContainerShouldRestart` of `pkg/api/v1/pod/util.go`: the first rule that fits decides, then the container's policy, then the pod's. */
const shouldRestart = (
  { restartPolicy, restartPolicyRules = [] }: Container,
  spec: PodSpec,
  exitCode: number,
  release: Releases,
): boolean => {
  if (restartPolicy !== undefined) {
    const rule = restartPolicyRules.find(({ exitCodes }) => {
      const isNamed = exitCodes?.values?.includes(exitCode) ?? false
      if (exitCodes?.operator === 'In') return isNamed
      return exitCodes?.operator === 'NotIn' && !isNamed
    })
    if (rule?.action === 'Restart') return true
    if (rule?.action === RESTART_ALL && release.has('RestartAllContainersOnContainerExits'))
      return true
    if (['Always', 'OnFailure', 'Never'].includes(restartPolicy))
      return byPolicy(restartPolicy, exitCode)
  }
  return byPolicy(spec.restartPolicy, exitCode)
}

/** Before there were rules, and where the gate is off: the pod's policy alone, but for init containers that run beside the others. */
const byPod =
  (spec: PodSpec, list: 'containers' | 'initContainers'): MayRestart =>
  ({ name }, exitCode) =>
    byPolicy(spec.restartPolicy, exitCode) ||
    (list === 'initContainers' &&
      spec.initContainers?.find((container) => container.name === name)?.restartPolicy === 'Always')

const byRules =
  (spec: PodSpec, list: 'containers' | 'initContainers', release: Releases): MayRestart =>
  ({ name }, exitCode) => {
    const container = spec[list]?.find((each) => each.name === name)
    return container !== undefined && shouldRestart(container, spec, exitCode, release)
  }

/** `once`: one error for a container, however often the new status names it. */
const transitions = (
  statuses: readonly ContainerStatus[] | undefined,
  old: readonly ContainerStatus[] | undefined,
  path: FieldPath,
  mayRestart: MayRestart,
  once: boolean,
): FieldError[] =>
  (old ?? []).flatMap((before, i) => {
    const { terminated } = before.state ?? {}
    if (terminated === undefined || mayRestart(before, terminated.exitCode)) return []
    const begun = (statuses ?? []).filter(
      ({ name, state }) => name === before.name && state?.terminated === undefined,
    )
    const error = forbidden(
      path.index(i).child('state'),
      'may not be transitioned to non-terminated state',
    )
    return (once ? begun.slice(0, 1) : begun).map(() => error)
  })

/** What was made while the gate was on goes by its rules. */
const hasRules = ({ containers, initContainers = [] }: PodSpec): boolean =>
  containers?.some(({ restartPolicy }) => restartPolicy !== undefined) === true ||
  initContainers.some(
    ({ restartPolicy = 'Always', restartPolicyRules = [] }) =>
      restartPolicy !== 'Always' || restartPolicyRules.length > 0,
  )

const LISTS = [
  ['containers', 'containerStatuses'],
  ['initContainers', 'initContainerStatuses'],
] as const

/** Errors at the places of the old status, which need not be those of the new one. */
export const validateTransitions = (
  { status }: Pod,
  { status: old, spec }: Pod,
  path: FieldPath,
  release: Releases,
): FieldError[] => {
  const newer = release.has('RulesOfInitContainers')
  const ruled = release.has('ContainerRestartRules') || (newer && hasRules(spec))
  const all = newer && ruled && mayAllRestart(spec)
  const ephemeral = 'ephemeralContainerStatuses'
  return [
    ...LISTS.flatMap(([list, name]) => {
      if (all) return []
      const rules = ruled && (newer || list === 'containers')
      const may = rules ? byRules(spec, list, release) : byPod(spec, list)
      return transitions(status[name], old[name], path.child(name), may, rules)
    }),
    ...transitions(status[ephemeral], old[ephemeral], path.child(ephemeral), () => false, false),
  ]
}
