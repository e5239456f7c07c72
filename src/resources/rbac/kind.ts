/** The part that the four kinds share (`pkg/registry/rbac`). Admission judges who may grant what. */
import { RBAC_GROUP } from '../../api/kinds/rbac.ts'
import type { KubeObject } from '../../api/meta.ts'
import { pathSegmentName } from '../../api/names.ts'
import { defaultStrategy } from '../../registry/default-strategy.ts'
import { metadataSelectors } from '../../registry/field-selectors.ts'
import type { Resource } from '../../registry/resource.ts'
import type { Strategy } from '../../registry/strategy.ts'

export const rbacKind = <T extends KubeObject>(
  fields: Pick<Resource<T>, 'resource' | 'singular' | 'kind' | 'namespaced' | 'columns'>,
  strategy: Partial<Strategy<T>>,
): Resource<T> => ({
  ...fields,
  group: RBAC_GROUP,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: `/registry/${fields.resource}/`,
  strategy: defaultStrategy<T>({
    allowCreateOnUpdate: true,
    nameErrors: pathSegmentName,
    ...strategy,
  }),
  fieldSelectors: metadataSelectors,
})
