import { withCache } from '../with-cache.ts'
import { parseApiVersion } from '../meta.ts'
import type { StructSchema } from '../schema/schema.ts'
import { capUpdaters } from './cap.ts'
import type { Comparison } from './compare.ts'
import { difference, type FieldSet, fieldSetOf, isEmptySet, union } from './fieldset.ts'
import { type Manager, managerId, type Managers, withSet } from './managers.ts'
import { fieldElement, type PathElement } from './path-element.ts'

export interface Operation {
  readonly schema: StructSchema
  /** '' is recorded as `unknown` */
  readonly manager: string
  readonly apiVersion: string
  /** '' for the main resource */
  readonly subresource: string
  /** RFC 3339, whole seconds, UTC */
  readonly now: string
  /** fields that the endpoint resets; its writers do not own them */
  readonly resetFields: readonly (readonly string[])[]
}

const path = (...names: readonly string[]): PathElement[] => names.map(fieldElement)

/** Fields that the server sets or that identify the object. */
const UNOWNED = fieldSetOf(
  path('apiVersion'),
  path('kind'),
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => path('metadata', name)),
)

export const NEVER_RECORDED = union(UNOWNED, fieldSetOf(path('metadata')))

interface ResetSets {
  readonly reset: FieldSet
  /** `reset` and the unowned fields */
  readonly ignored: FieldSet
}

/** Cached per array: each strategy always passes the same array. */
export const resetSetsOf = withCache((resetFields: Operation['resetFields']): ResetSets => {
  const reset = fieldSetOf(...resetFields.map((names) => path(...names)))
  return { reset, ignored: union(reset, UNOWNED) }
})

export const selfOf = (operation: Operation, as: Manager['operation'], set: FieldSet): Manager => ({
  name: operation.manager === '' ? 'unknown' : operation.manager,
  operation: as,
  apiVersion: operation.apiVersion,
  subresource: operation.subresource,
  time: operation.now,
  set,
})

/** Drops managers of another API group, whose paths are unknown. Changes `managers`. */
export const dropForeignManagers = (managers: Managers, { apiVersion }: Operation): void => {
  const { group } = parseApiVersion(apiVersion)
  for (const [id, manager] of managers) {
    if (parseApiVersion(manager.apiVersion).group !== group) managers.delete(id)
  }
}

/**
 * Removes paths from all managers except `self`. Deletes managers that then have no paths. Changes
 * `managers`.
 */
export const removeFromOthers = (managers: Managers, taken: FieldSet, self?: string): void => {
  for (const [id, manager] of managers) {
    if (id === self) continue
    const left = withSet(manager, difference(manager.set, taken))
    if (isEmptySet(left.set)) managers.delete(id)
    else if (left !== manager) managers.set(id, left)
  }
}

/** Changes `managers`. */
export const recordUpdate = (
  managers: Managers,
  operation: Operation,
  { changed, removed }: Comparison,
): void => {
  removeFromOthers(managers, union(changed, removed))
  if (!isEmptySet(changed)) {
    const self = selfOf(operation, 'Update', changed)
    const id = managerId(self)
    const before = managers.get(id)
    managers.set(id, before === undefined ? self : { ...self, set: union(before.set, changed) })
  }
  capUpdaters(managers)
}
