import type { Namespace } from '../../../apis/core.ts'
import { ageColumn, column, nameColumn } from '../../../apiserver/registry/columns.ts'
import { declare } from '../../declare.ts'
import { finalize, status, strategy } from './strategy.ts'

export const namespaces = declare<Namespace>({
  group: '',
  kind: 'Namespace',
  shortNames: ['ns'],
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  strategy,
  subresources: {
    finalize: {
      ...finalize,
      verbs: ['update'],
      descriptions: { update: 'Replace the finalizers in the spec of a Namespace.' },
    },
    status,
  },
  columns: [
    nameColumn,
    column(
      'Status',
      'Active, or Terminating while the contents are removed.',
      ({ status }) => status.phase ?? '',
    ),
    ageColumn,
  ],
  selectableFields: {
    'status.phase': ({ status }) => status.phase ?? '',
    // older clients select by this field
    name: ({ metadata }) => metadata.name ?? '',
  },
  terminate: (namespace) => ({
    ...namespace,
    status: { ...namespace.status, phase: 'Terminating' },
  }),
  holdsDeletion: ({ spec }) => (spec.finalizers?.length ?? 0) > 0,
})
