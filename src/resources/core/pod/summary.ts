/** How `kubectl get pods` sums up a pod in three cells (`printPod` of `pkg/printers/internalversion`). */
import { ageOf } from '../../../api/duration.ts'
import type { Container, ContainerStatus, Pod } from '../../../api/kinds/core.ts'

interface PodSummary {
  /** `1/2`: containers that are ready, and all */
  readonly ready: string
  /** the phase, or what is in its way */
  readonly status: string
  /** `3 (5m ago)` */
  readonly restarts: string
}

/** An init container that runs beside the others. */
const isSidecar = (container: Container | undefined): boolean =>
  container?.restartPolicy === 'Always'

const hasTrueCondition = ({ status }: Pod, type: string): boolean =>
  status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ??
  false

/** Counts restarts, and knows the time of the last one. */
class Restarts {
  count = 0
  #last = ''
  add({ restartCount, lastState }: ContainerStatus): void {
    this.count += restartCount
    const finished = lastState?.terminated?.finishedAt ?? ''
    if (finished > this.#last) this.#last = finished
  }
  text(now: number): string {
    if (this.count === 0 || this.#last === '') return String(this.count)
    return `${this.count} (${ageOf(this.#last, now)} ago)`
  }
}

const terminationReason = ({
  reason = '',
  signal = 0,
  exitCode,
}: {
  reason?: string
  signal?: number
  exitCode: number
}): string => {
  if (reason !== '') return reason
  return signal === 0 ? `ExitCode:${exitCode}` : `Signal:${signal}`
}

/** Why an init container keeps the pod waiting; undefined when it does not. */
const initProblem = (
  { state, started }: ContainerStatus,
  sidecar: boolean,
  progress: string,
): string | undefined => {
  const { terminated, waiting } = state ?? {}
  if (terminated?.exitCode === 0 || (sidecar && started === true)) return undefined
  if (terminated !== undefined) return terminationReason(terminated)
  const reason = waiting?.reason ?? ''
  return reason !== '' && reason !== 'PodInitializing' ? reason : progress
}

interface Initialization {
  readonly problem: string | undefined
  /** sidecars that are ready */
  readonly ready: number
  readonly all: Restarts
  readonly sidecars: Restarts
}

const initialization = ({ spec, status }: Pod): Initialization => {
  const containers = new Map(spec.initContainers?.map((container) => [container.name, container]))
  const all = new Restarts()
  const sidecars = new Restarts()
  let ready = 0
  for (const [i, container] of (status.initContainerStatuses ?? []).entries()) {
    const sidecar = isSidecar(containers.get(container.name))
    all.add(container)
    if (sidecar) sidecars.add(container)
    const problem = initProblem(container, sidecar, `${i}/${containers.size}`)
    if (problem !== undefined) return { problem: `Init:${problem}`, ready, all, sidecars }
    if (sidecar && container.ready && container.state?.terminated?.exitCode !== 0) ready++
  }
  return { problem: undefined, ready, all, sidecars }
}

/** What the last container that has something to say says of the pod; undefined when none has. */
const containersReason = (statuses: readonly ContainerStatus[]): string | undefined => {
  for (const { state } of statuses) {
    const waiting = state?.waiting?.reason ?? ''
    if (waiting !== '') return waiting
    if (state?.terminated !== undefined) return terminationReason(state.terminated)
  }
  return undefined
}

const phaseOf = ({ status }: Pod): string => {
  const gated = status.conditions?.some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated',
  )
  return gated ? 'SchedulingGated' : status.reason || (status.phase ?? '')
}

const isRunning = ({ state, ready }: ContainerStatus): boolean =>
  ready &&
  state?.running !== undefined &&
  (state.waiting?.reason ?? '') === '' &&
  state.terminated === undefined

export const podSummary = (pod: Pod, now: number): PodSummary => {
  const { metadata, spec, status } = pod
  const init = initialization(pod)
  const statuses = status.containerStatuses ?? []
  let reason = init.problem ?? phaseOf(pod)
  let restarts = init.all
  let { ready } = init
  if (init.problem === undefined || hasTrueCondition(pod, 'Initialized')) {
    restarts = init.sidecars
    for (const container of statuses) restarts.add(container)
    const running = statuses.filter(isRunning).length
    ready += running
    reason = containersReason(statuses) ?? reason
    if (reason === 'Completed' && running > 0) {
      reason = hasTrueCondition(pod, 'Ready') ? 'Running' : 'NotReady'
    }
  }
  if (metadata.deletionTimestamp !== undefined) {
    if (status.reason === 'NodeLost') reason = 'Unknown'
    else if (status.phase !== 'Succeeded' && status.phase !== 'Failed') reason = 'Terminating'
  }
  const total =
    (spec.containers?.length ?? 0) + (spec.initContainers?.filter(isSidecar).length ?? 0)
  return { ready: `${ready}/${total}`, status: reason, restarts: restarts.text(now) }
}
