import type { Service } from '../../../apis/core.ts'
import { namespacedSelectors } from '../../../apiserver/registry/field-selectors.ts'
import type { Resource } from '../../../apiserver/registry/resource.ts'
import { mainStrategy, statusStrategy } from './strategy.ts'
import { columns } from './table.ts'

export const services: Resource<Service> = {
  group: '',
  resource: 'services',
  singular: 'service',
  kind: 'Service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/services/specs/',
  returnsDeletedObject: true,
  strategy: mainStrategy,
  subresources: { status: { strategy: statusStrategy, table: true } },
  columns,
  fieldSelectors: namespacedSelectors<Service>({
    'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '',
    'spec.type': ({ spec }) => spec.type ?? '',
  }),
}
