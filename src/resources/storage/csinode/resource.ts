import type { CSINode } from '../../../apis/storage.ts'
import { ageColumn, column, nameColumn } from '../../../apiserver/registry/columns.ts'
import { declare } from '../../declare.ts'

export const csiNodes = declare<CSINode>({
  group: 'storage.k8s.io',
  kind: 'CSINode',
  namespaced: false,
  strategy: { allowUnconditionalUpdate: false },
  columns: [
    nameColumn,
    column(
      'Drivers',
      'The number of storage drivers of the node.',
      ({ spec }) => spec.drivers?.length ?? 0,
      { type: 'integer' },
    ),
    ageColumn,
  ],
})
