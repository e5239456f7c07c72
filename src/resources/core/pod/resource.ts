import type { Pod, PodStatus } from '../../../apis/core.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../../apiserver/registry/columns.ts'
import { declare } from '../../declare.ts'
import { status, strategy } from './strategy.ts'

const readinessGates = ({ spec, status }: Pod): string => {
  const gates = spec.readinessGates ?? []
  if (gates.length === 0) return '<none>'
  const open = gates.filter(({ conditionType }) =>
    status.conditions?.some(({ type, status }) => type === conditionType && status === 'True'),
  )
  return `${open.length}/${gates.length}`
}

const containersOf = ({ containerStatuses = [] }: PodStatus) => containerStatuses

const statusText = ({ metadata, status: { phase = '', reason = '' } }: Pod): string =>
  metadata.deletionTimestamp !== undefined && phase !== 'Succeeded' && phase !== 'Failed'
    ? 'Terminating'
    : reason || phase

export const pods = declare<Pod>({
  group: '',
  kind: 'Pod',
  shortNames: ['po'],
  categories: ['all'],
  returnsDeletedObject: true,
  marksDeleted: true,
  strategy,
  subresources: { status },
  columns: [
    nameColumn,
    column(
      'Ready',
      'Number of ready containers, and of all containers.',
      ({ spec, status }) =>
        `${containersOf(status).filter(({ ready }) => ready).length}/${spec.containers?.length ?? 0}`,
    ),
    column('Status', 'The phase of the pod, the reason in its status, or Terminating.', statusText),
    column('Restarts', 'The number of container restarts.', ({ status }) =>
      String(containersOf(status).reduce((sum, { restartCount }) => sum + restartCount, 0)),
    ),
    ageColumn,
    wideColumn(
      'IP',
      'The first address of the pod.',
      ({ status }) => status.podIPs?.[0]?.ip ?? '<none>',
    ),
    wideColumn('Node', 'The node of the pod.', ({ spec }) => spec.nodeName || '<none>'),
    wideColumn(
      'Nominated Node',
      'The node on which other pods are preempted for this pod.',
      ({ status }) => status.nominatedNodeName || '<none>',
    ),
    wideColumn('Readiness Gates', 'Number of passed gates, and of all gates.', readinessGates),
  ],
  selectableFields: {
    'spec.nodeName': ({ spec }) => spec.nodeName ?? '',
    'spec.restartPolicy': ({ spec }) => spec.restartPolicy ?? '',
    'spec.schedulerName': ({ spec }) => spec.schedulerName ?? '',
    'spec.serviceAccountName': ({ spec }) => spec.serviceAccountName ?? '',
    'spec.hostNetwork': ({ spec }) => String(spec.hostNetwork ?? false),
    'status.phase': ({ status }) => status.phase ?? '',
    'status.podIP': ({ status }) => status.podIPs?.[0]?.ip ?? '',
    'status.nominatedNodeName': ({ status }) => status.nominatedNodeName ?? '',
  },
})
