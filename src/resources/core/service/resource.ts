import type { Service } from '../../../apis/core.ts'
import { namespacedSelectors } from '../../../apiserver/registry/field-selectors.ts'
import { declare } from '../../declare.ts'
import { status, strategy } from './strategy.ts'
import { columns } from './table.ts'

export const services = declare<Service>({
  group: '',
  resource: 'services',
  kind: 'Service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: '/registry/services/specs/',
  returnsDeletedObject: true,
  strategy,
  subresources: { status },
  columns,
  fieldSelectors: namespacedSelectors<Service>({
    'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '',
    'spec.type': ({ spec }) => spec.type ?? '',
  }),
})
