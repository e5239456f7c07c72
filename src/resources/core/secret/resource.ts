import type { Secret } from '../../../apis/core.ts'
import { ageColumn, column, nameColumn } from '../../../apiserver/registry/columns.ts'
import { namespacedSelectors } from '../../../apiserver/registry/field-selectors.ts'
import type { Resource } from '../../../apiserver/registry/resource.ts'
import { strategy } from './strategy.ts'

export const secrets: Resource<Secret> = {
  group: '',
  resource: 'secrets',
  singular: 'secret',
  kind: 'Secret',
  namespaced: true,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/secrets/',
  strategy,
  columns: [
    nameColumn,
    column('Type', 'The type of the content.', ({ type }) => type ?? ''),
    column('Data', 'The number of keys.', ({ data }) => Object.keys(data ?? {}).length),
    ageColumn,
  ],
  fieldSelectors: namespacedSelectors({ type: ({ type }) => type ?? '' }),
}
