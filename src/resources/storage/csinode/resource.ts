import type { CSINode } from '../../../apis/storage.ts'
import { ageColumn, column, nameColumn } from '../../../apiserver/registry/columns.ts'
import { defaultStrategy } from '../../../apiserver/registry/default-strategy.ts'
import { metadataSelectors } from '../../../apiserver/registry/field-selectors.ts'
import type { Resource } from '../../../apiserver/registry/resource.ts'

/** The storage drivers of a node, which kubelets must be able to write. */
export const csiNodes: Resource<CSINode> = {
  group: 'storage.k8s.io',
  resource: 'csinodes',
  singular: 'csinode',
  kind: 'CSINode',
  namespaced: false,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/csinodes/',
  strategy: defaultStrategy<CSINode>({ allowUnconditionalUpdate: false }),
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
  fieldSelectors: metadataSelectors,
}
