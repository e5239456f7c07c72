import type { KubeObject } from '../apimachinery/meta.ts'
import { subdomainName } from '../apimachinery/names.ts'
import { type SelectableFields, selectorsOf } from '../apiserver/registry/field-selectors.ts'
import type { PostedResource, Resource } from '../apiserver/registry/resource.ts'
import type { Strategy } from '../apiserver/registry/strategy.ts'

type Usual =
  'resource' | 'namespaced' | 'storageVersion' | 'versions' | 'storagePrefix' | 'fieldSelectors'

export type Declaration<T extends KubeObject> = Omit<Resource<T>, Usual | 'strategy'> &
  Partial<Pick<Resource<T>, Usual>> & {
    readonly strategy?: Partial<Strategy<T>>
    readonly selectableFields?: SelectableFields<T>
  }

/**
 * Declares a resource. Defaults: it is namespaced, its only version is v1, keys start with
 * `/registry/` and the plural name, and field selectors know only name and namespace. Names are DNS
 * subdomains, PUT needs no resourceVersion and does not create objects, and a changed object is
 * validated like a new one.
 */
export const declare = <T extends KubeObject>({
  strategy,
  selectableFields,
  ...fields
}: Declaration<T>): Resource<T> => {
  const { kind, resource = `${kind.toLowerCase()}s`, namespaced = true } = fields
  return {
    resource,
    namespaced,
    storageVersion: 'v1',
    versions: [{ version: 'v1' }],
    storagePrefix: `/registry/${resource}/`,
    fieldSelectors: selectorsOf(selectableFields, namespaced),
    ...fields,
    strategy: {
      allowCreateOnUpdate: false,
      allowUnconditionalUpdate: true,
      resetFields: [],
      nameErrors: subdomainName,
      knownFinalizers: true,
      applyDefaults: (object) => object,
      prepareForCreate: (object) => object,
      validate: () => [],
      prepareForUpdate: (object) => object,
      validateUpdate: (object, _old, context) => strategy?.validate?.(object, context) ?? [],
      ...strategy,
    },
  }
}

/** Declares a kind that is never stored. Defaults: it is cluster-scoped and in version v1. */
export const declarePost = (
  fields: Partial<PostedResource> &
    Pick<PostedResource, 'group' | 'kind' | 'description' | 'create'>,
): PostedResource => ({
  version: 'v1',
  resource: `${fields.kind.toLowerCase()}s`,
  namespaced: false,
  ...fields,
})

/** Updates keep the stored spec or status. */
export const keeping = (field: 'spec' | 'status') => ({
  resetFields: [[field]],
  prepareForUpdate: <T extends KubeObject>(object: T, old: T): T => ({
    ...object,
    [field]: (old as Readonly<Record<string, unknown>>)[field],
  }),
})
