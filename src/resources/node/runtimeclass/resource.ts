import type { KubeObject } from '../../../api/meta.ts'
import { ageColumn, nameColumn } from '../../../registry/columns.ts'
import { defaultStrategy } from '../../../registry/default-strategy.ts'
import { metadataSelectors } from '../../../registry/field-selectors.ts'
import type { Resource } from '../../../registry/resource.ts'

/** There are none, as in a new cluster; a kubelet looks for them before it starts. */
export const runtimeClasses: Resource = {
  group: 'node.k8s.io',
  resource: 'runtimeclasses',
  singular: 'runtimeclass',
  kind: 'RuntimeClass',
  namespaced: false,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/runtimeclasses/',
  verbs: ['get', 'list', 'watch'],
  descriptions: {
    list: 'List the RuntimeClasses, or watch them with `watch=true`. There never are any; a kubelet waits for the list.',
  },
  strategy: defaultStrategy<KubeObject>({}),
  columns: [nameColumn, ageColumn],
  fieldSelectors: metadataSelectors,
}
