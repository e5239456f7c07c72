import type { KubeObject } from '../../../api/meta.ts'
import { nameColumn } from '../../../registry/columns.ts'
import { defaultStrategy } from '../../../registry/default-strategy.ts'
import { metadataSelectors } from '../../../registry/field-selectors.ts'
import type { Resource } from '../../../registry/resource.ts'

/**
 * There are none and none can be made; but clients look for them before they say that a kind is unknown (kubectl does when it
 * validates a manifest), and would stop at an error.
 */
export const customResourceDefinitions: Resource = {
  group: 'apiextensions.k8s.io',
  resource: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  kind: 'CustomResourceDefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/apiextensions.k8s.io/customresourcedefinitions/',
  verbs: ['get', 'list', 'watch'],
  descriptions: {
    list: 'List the CustomResourceDefinitions, or watch them with `watch=true`. There never are any; clients ask before they say that a kind is unknown.',
  },
  strategy: defaultStrategy<KubeObject>({}),
  columns: [nameColumn],
  fieldSelectors: metadataSelectors,
}
