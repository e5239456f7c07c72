import type { KubeObject } from '../apimachinery/meta.ts'
import { metadataSelectors } from '../apiserver/registry/field-selectors.ts'
import type { Resource } from '../apiserver/registry/resource.ts'

type Usual = 'storageVersion' | 'versions' | 'storagePrefix' | 'fieldSelectors'

/**
 * Declares a resource. Defaults: the only version is v1, keys start with `/registry/` and the
 * plural name, and field selectors know only name and namespace.
 */
export const declare = <T extends KubeObject>(
  fields: Omit<Resource<T>, Usual> & Partial<Pick<Resource<T>, Usual>>,
): Resource<T> => ({
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: `/registry/${fields.resource}/`,
  fieldSelectors: metadataSelectors,
  ...fields,
})
