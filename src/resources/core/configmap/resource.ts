import type { ConfigMap } from '../../../apis/core.ts'
import { ageColumn, column, nameColumn } from '../../../apiserver/registry/columns.ts'
import { declare } from '../../declare.ts'
import { validateConfigMap, validateConfigMapUpdate } from './validation.ts'

const sizeOf = (map: object | undefined): number =>
  map === undefined ? 0 : Object.keys(map).length

export const configMaps = declare<ConfigMap>({
  group: '',
  kind: 'ConfigMap',
  shortNames: ['cm'],
  strategy: { validate: validateConfigMap, validateUpdate: validateConfigMapUpdate },
  columns: [
    nameColumn,
    column(
      'Data',
      'The number of keys, including those of binary data.',
      ({ data, binaryData }) => sizeOf(data) + sizeOf(binaryData),
    ),
    ageColumn,
  ],
})
