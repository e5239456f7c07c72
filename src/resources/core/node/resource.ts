import type { Node } from '../../../apis/core.ts'
import { declare, keeping } from '../../declare.ts'
import { validateNode, validateNodeUpdate } from './validation.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../../apiserver/registry/columns.ts'

const ROLE_PREFIX = 'node-role.kubernetes.io/'
const ROLE_LABEL = 'kubernetes.io/role'

const statusCell = ({ spec, status }: Node): string => {
  const ready = status.conditions?.find(({ type }) => type === 'Ready')
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'
  return spec.unschedulable === true ? `${state},SchedulingDisabled` : state
}

const rolesCell = ({ metadata }: Node): string => {
  const roles = new Set<string>()
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX)) roles.add(key.slice(ROLE_PREFIX.length))
    else if (key === ROLE_LABEL) roles.add(value)
  }
  roles.delete('')
  return [...roles].sort().join(',') || '<none>'
}

const addressCell =
  (wanted: string) =>
  ({ status }: Node): string =>
    status.addresses?.find(({ type }) => type === wanted)?.address ?? '<none>'

const infoCell =
  (field: 'kernelVersion' | 'osImage' | 'containerRuntimeVersion' | 'kubeletVersion') =>
  ({ status }: Node): string =>
    status.nodeInfo?.[field] || '<unknown>'

/**
 * Makes podCIDR and the first of podCIDRs equal. If both are set, podCIDR wins
 * (`pkg/apis/core/v1/conversion.go`).
 */
const withPodRanges = (node: Node): Node => {
  const { podCIDR = '', podCIDRs = [] } = node.spec
  const [first] = podCIDRs
  if (podCIDR === (first ?? '')) return node
  const ranges = podCIDR === '' ? podCIDRs : [podCIDR]
  return { ...node, spec: { ...node.spec, podCIDR: ranges[0]!, podCIDRs: ranges } }
}

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
  columns: [
    nameColumn,
    column(
      'Status',
      'Whether the node is ready, and whether pods may be scheduled to it.',
      statusCell,
    ),
    column('Roles', 'The roles of the node, from its labels.', rolesCell),
    ageColumn,
    column(
      'Version',
      'The version of the kubelet.',
      ({ status }) => status.nodeInfo?.kubeletVersion ?? '',
    ),
    wideColumn('Internal-IP', 'The address inside the cluster.', addressCell('InternalIP')),
    wideColumn('External-IP', 'The address outside the cluster.', addressCell('ExternalIP')),
    wideColumn('OS-Image', 'The operating system.', infoCell('osImage')),
    wideColumn('Kernel-Version', 'The version of the kernel.', infoCell('kernelVersion')),
    wideColumn('Container-Runtime', 'The container runtime.', infoCell('containerRuntimeVersion')),
  ],
  selectableFields: {
    'spec.unschedulable': ({ spec }) => String(spec.unschedulable ?? false),
  },
})
