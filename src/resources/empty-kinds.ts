/** Kinds without objects. csrlab serves them because kubelets and other clients list them. */
import { ageColumn, nameColumn } from '../apiserver/registry/columns.ts'
import type { Resource } from '../apiserver/registry/resource.ts'
import { declare } from './declare.ts'

const emptyKind = (
  fields: Pick<Resource, 'group' | 'kind'> & Partial<Resource>,
  plural: string,
  why: string,
): Resource =>
  declare({
    namespaced: false,
    verbs: ['get', 'list', 'watch'],
    descriptions: {
      list: `List the ${plural}, or watch them with \`watch=true\`. The list is always empty; ${why}.`,
    },
    columns: [nameColumn, ageColumn],
    ...fields,
  })

export const csiDrivers = emptyKind(
  {
    group: 'storage.k8s.io',
    kind: 'CSIDriver',
  },
  'CSIDrivers',
  'kubelets read it',
)

export const runtimeClasses = emptyKind(
  {
    group: 'node.k8s.io',
    kind: 'RuntimeClass',
    resource: 'runtimeclasses',
  },
  'RuntimeClasses',
  'kubelets read it',
)

export const customResourceDefinitions = emptyKind(
  {
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    storagePrefix: '/registry/apiextensions.k8s.io/customresourcedefinitions/',
    columns: [nameColumn],
  },
  'CustomResourceDefinitions',
  'clients read it before they report an unknown kind',
)
