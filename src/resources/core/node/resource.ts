import type { Node } from '../../../apis/core.ts'
import { declare, keeping } from '../../declare.ts'
import { columns } from './table.ts'
import { validateNode, validateNodeUpdate } from './validation.ts'

/**
 * Keeps podCIDR and the first of podCIDRs equal; podCIDR wins (`pkg/apis/core/v1/conversion.go`).
 */
const withPodRanges = (node: Node): Node => {
  const { podCIDR = '', podCIDRs = [] } = node.spec
  const [first] = podCIDRs
  if (podCIDR === (first ?? '')) return node
  const ranges = podCIDR === '' ? podCIDRs : [podCIDR]
  return { ...node, spec: { ...node.spec, podCIDR: ranges[0]!, podCIDRs: ranges } }
}

/** Kubelets create nodes with their status, then use /status. */
export const nodes = declare<Node>({
  group: '',
  kind: 'Node',
  shortNames: ['no'],
  namespaced: false,
  storagePrefix: '/registry/minions/',
  strategy: {
    applyDefaults: withPodRanges,
    ...keeping('status'),
    validate: validateNode,
    validateUpdate: validateNodeUpdate,
  },
  subresources: {
    status: keeping('spec'),
  },
  columns,
  selectableFields: {
    'spec.unschedulable': ({ spec }) => String(spec.unschedulable ?? false),
  },
})
