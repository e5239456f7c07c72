/** Kinds that clients list before they continue; always empty. */
import type { KubeObject } from '../apimachinery/meta.ts'
import { ageColumn, nameColumn } from '../apiserver/registry/columns.ts'
import { defaultStrategy } from '../apiserver/registry/default-strategy.ts'
import { metadataSelectors } from '../apiserver/registry/field-selectors.ts'
import type { Resource } from '../apiserver/registry/resource.ts'

const emptyKind = (
  fields: Pick<Resource, 'group' | 'resource' | 'singular' | 'kind' | 'storagePrefix'> &
    Partial<Resource>,
  plural: string,
  why: string,
): Resource => ({
  namespaced: false,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  verbs: ['get', 'list', 'watch'],
  descriptions: {
    list: `List the ${plural}, or watch them with \`watch=true\`. The list is always empty; ${why}.`,
  },
  strategy: defaultStrategy<KubeObject>({}),
  columns: [nameColumn, ageColumn],
  fieldSelectors: metadataSelectors,
  ...fields,
})

export const csiDrivers = emptyKind(
  {
    group: 'storage.k8s.io',
    resource: 'csidrivers',
    singular: 'csidriver',
    kind: 'CSIDriver',
    storagePrefix: '/registry/csidrivers/',
  },
  'CSIDrivers',
  'kubelets read it',
)

export const runtimeClasses = emptyKind(
  {
    group: 'node.k8s.io',
    resource: 'runtimeclasses',
    singular: 'runtimeclass',
    kind: 'RuntimeClass',
    storagePrefix: '/registry/runtimeclasses/',
  },
  'RuntimeClasses',
  'kubelets read it',
)

export const customResourceDefinitions = emptyKind(
  {
    group: 'apiextensions.k8s.io',
    resource: 'customresourcedefinitions',
    singular: 'customresourcedefinition',
    kind: 'CustomResourceDefinition',
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    storagePrefix: '/registry/apiextensions.k8s.io/customresourcedefinitions/',
    columns: [nameColumn],
  },
  'CustomResourceDefinitions',
  'clients read it before they report an unknown kind',
)
