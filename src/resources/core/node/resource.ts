import type { Node } from '../../../api/kinds/nodes.ts'
import { defaultStrategy } from '../../../registry/default-strategy.ts'
import { clusterSelectors } from '../../../registry/field-selectors.ts'
import type { Resource } from '../../../registry/resource.ts'
import { columns } from './table.ts'
import { validateNode, validateNodeUpdate } from './validation.ts'

/** A kubelet registers its node with its status; afterwards the status has its own endpoint. */
export const nodes: Resource<Node> = {
  group: '',
  resource: 'nodes',
  singular: 'node',
  kind: 'Node',
  shortNames: ['no'],
  namespaced: false,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/minions/',
  strategy: defaultStrategy<Node>({
    resetFields: [['status']],
    prepareForUpdate: (_context, node, old) => ({ ...node, status: old.status }),
    validate: validateNode,
    validateUpdate: validateNodeUpdate,
  }),
  subresources: {
    status: {
      strategy: defaultStrategy<Node>({
        resetFields: [['spec']],
        prepareForUpdate: (_context, node, old) => ({ ...node, spec: old.spec }),
      }),
      table: true,
    },
  },
  columns,
  fieldSelectors: clusterSelectors<Node>({
    'spec.unschedulable': ({ spec }) => String(spec.unschedulable ?? false),
  }),
}
