import type { Secret } from '../../../apis/core.ts'
import { ageColumn, column, nameColumn } from '../../../apiserver/registry/columns.ts'
import { declare } from '../../declare.ts'
import { strategy } from './strategy.ts'

export const secrets = declare<Secret>({
  group: '',
  kind: 'Secret',
  strategy,
  columns: [
    nameColumn,
    column('Type', 'The type of the content.', ({ type }) => type ?? ''),
    column('Data', 'The number of keys.', ({ data }) => Object.keys(data ?? {}).length),
    ageColumn,
  ],
  selectableFields: { type: ({ type }) => type ?? '' },
})
