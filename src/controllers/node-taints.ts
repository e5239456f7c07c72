/** Taints a node by what its conditions say, so that no pods come to it (`pkg/controller/nodelifecycle`, its pass for NoSchedule). */
import { type Clock, formatTime } from '../api/clock.ts'
import { type Node, NOT_READY_TAINT, type Taint } from '../api/kinds/core.ts'
import type { Client } from '../registry/client.ts'
import type { Controller } from './controller.ts'
import { objectController } from './object-controller.ts'
import type { ControllerLog } from './log.ts'

interface Parts {
  readonly client: Client<Node>
  readonly clock: Clock
  readonly log: ControllerLog
}

const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable'

/** Taints by type and status of a condition. */
const BY_CONDITION: Readonly<Record<string, string>> = {
  'Ready False': NOT_READY_TAINT,
  'Ready Unknown': 'node.kubernetes.io/unreachable',
  'MemoryPressure True': 'node.kubernetes.io/memory-pressure',
  'DiskPressure True': 'node.kubernetes.io/disk-pressure',
  'NetworkUnavailable True': 'node.kubernetes.io/network-unavailable',
  'PIDPressure True': 'node.kubernetes.io/pid-pressure',
}
const OWN: ReadonlySet<string> = new Set([UNSCHEDULABLE, ...Object.values(BY_CONDITION)])

const isOwn = ({ key, effect }: Taint): boolean => effect === 'NoSchedule' && OWN.has(key)

const wantedKeys = ({ spec, status }: Node): string[] => [
  ...(status.conditions ?? []).flatMap(({ type, status: is }) => {
    const condition = `${type} ${is}`
    return Object.hasOwn(BY_CONDITION, condition) ? [BY_CONDITION[condition]!] : []
  }),
  ...(spec.unschedulable === true ? [UNSCHEDULABLE] : []),
]

/** The taints that the node should have; undefined when it has them. */
const taintsFor = (node: Node, now: string): Taint[] | undefined => {
  const { taints = [] } = node.spec
  const wanted = wantedKeys(node)
  const kept = taints.filter((taint) => !isOwn(taint) || wanted.includes(taint.key))
  const missing = wanted.filter((key) => !kept.some((taint) => isOwn(taint) && taint.key === key))
  if (kept.length === taints.length && missing.length === 0) return undefined
  return [...kept, ...missing.map((key) => ({ key, effect: 'NoSchedule', timeAdded: now }))]
}

export const nodeTaints = ({ client, clock, log }: Parts): Controller =>
  objectController<Node>({
    name: 'node-lifecycle-controller',
    client,
    clock,
    log,
    workers: 1,
    wants: (node) =>
      node.metadata.deletionTimestamp === undefined &&
      taintsFor(node, formatTime(clock.now())) !== undefined,
    reconcile: async (node) => {
      const { taints: _before, ...spec } = node.spec
      const taints = taintsFor(node, formatTime(clock.now())) ?? []
      await client.update({ ...node, spec: taints.length === 0 ? spec : { ...spec, taints } })
    },
  })
