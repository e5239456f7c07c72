import { type Node, NOT_READY_TAINT } from '../../apis/core.ts'
import { type AdmissionPlugin, isFor } from './admission.ts'

const isNotReady = ({ key, effect }: { key: string; effect: string }): boolean =>
  key === NOT_READY_TAINT && effect === 'NoSchedule'

/** TaintNodesByCondition: a new node gets no pods before it is ready. */
export const nodeTaint: AdmissionPlugin = {
  mutate: (attributes) => {
    const { operation, subresource, object } = attributes
    if (operation !== 'CREATE' || subresource !== '' || !isFor(attributes, '', 'nodes'))
      return undefined
    const node = object as Node
    const { taints = [] } = node.spec
    if (taints.some(isNotReady)) return undefined
    const added = [...taints, { key: NOT_READY_TAINT, effect: 'NoSchedule' }]
    return { ...node, spec: { ...node.spec, taints: added } } as Node
  },
}
