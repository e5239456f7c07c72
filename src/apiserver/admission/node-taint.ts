import { type Node, NOT_READY_TAINT } from '../../apis/core.ts'
import type { AdmissionPlugin } from './admission.ts'

const isNotReady = ({ key, effect }: { key: string; effect: string }): boolean =>
  key === NOT_READY_TAINT && effect === 'NoSchedule'

/** TaintNodesByCondition: a new node gets no pods before it is ready. */
export const nodeTaint: AdmissionPlugin = {
  on: '/nodes/',
  mutate: ({ operation, object }) => {
    if (operation !== 'CREATE') return undefined
    const node = object as Node
    const { taints = [] } = node.spec
    if (taints.some(isNotReady)) return undefined
    const added = [...taints, { key: NOT_READY_TAINT, effect: 'NoSchedule' }]
    return { ...node, spec: { ...node.spec, taints: added } } as Node
  },
}
