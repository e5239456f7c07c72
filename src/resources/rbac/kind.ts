/** The common part of the RBAC kinds (`pkg/registry/rbac`); admission checks escalation. */
import { RBAC_GROUP } from '../../apis/rbac.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { pathSegmentName } from '../../apimachinery/names.ts'
import { defaultStrategy } from '../../apiserver/registry/default-strategy.ts'
import { metadataSelectors } from '../../apiserver/registry/field-selectors.ts'
import type { Resource } from '../../apiserver/registry/resource.ts'
import type { Strategy } from '../../apiserver/registry/strategy.ts'

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
