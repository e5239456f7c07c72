import type { Service } from '../../../apis/core.ts'
import { declare, keeping } from '../../declare.ts'
import { strategy } from './strategy.ts'
import { columns } from './table.ts'

export const services = declare<Service>({
  group: '',
  kind: 'Service',
  shortNames: ['svc'],
  categories: ['all'],
  storagePrefix: '/registry/services/specs/',
  returnsDeletedObject: true,
  strategy,
  subresources: { status: keeping('spec') },
  columns,
  selectableFields: {
    'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '',
    'spec.type': ({ spec }) => spec.type ?? '',
  },
})
