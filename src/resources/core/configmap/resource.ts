import type { ConfigMap } from '../../../apis/core.ts'
import { ageColumn, column, nameColumn } from '../../../apiserver/registry/columns.ts'
import { defaultStrategy } from '../../../apiserver/registry/default-strategy.ts'
import { metadataSelectors } from '../../../apiserver/registry/field-selectors.ts'
import type { Resource } from '../../../apiserver/registry/resource.ts'
import { validateConfigMap, validateConfigMapUpdate } from './validation.ts'

const sizeOf = (map: object | undefined): number =>
  map === undefined ? 0 : Object.keys(map).length

export const configMaps: Resource<ConfigMap> = {
  group: '',
  resource: 'configmaps',
  singular: 'configmap',
  kind: 'ConfigMap',
  shortNames: ['cm'],
  namespaced: true,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/configmaps/',
  strategy: defaultStrategy<ConfigMap>({
    validate: (_context, map) => validateConfigMap(map),
    validateUpdate: (_context, map, old) => validateConfigMapUpdate(map, old),
  }),
  columns: [
    nameColumn,
    column(
      'Data',
      'The number of keys, including those of binary data.',
      ({ data, binaryData }) => sizeOf(data) + sizeOf(binaryData),
    ),
    ageColumn,
  ],
  fieldSelectors: metadataSelectors,
}
