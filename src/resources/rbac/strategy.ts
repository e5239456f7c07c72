/** What the strategies of the four kinds share (`pkg/registry/rbac`). Who may grant what is policy, and is asked elsewhere. */
import type { KubeObject } from '../../api/meta.ts'
import { pathSegmentName } from '../../api/names.ts'
import { defaultStrategy } from '../../registry/default-strategy.ts'
import type { Strategy } from '../../registry/strategy.ts'

export const rbacStrategy = <T extends KubeObject>(overrides: Partial<Strategy<T>>): Strategy<T> =>
  defaultStrategy<T>({ allowCreateOnUpdate: true, nameErrors: pathSegmentName, ...overrides })
