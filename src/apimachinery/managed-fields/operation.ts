/** What updates and applies have in common: who writes, through which endpoint, and whose fields it takes. */
import { parseApiVersion } from '../meta.ts'
import type { StructSchema } from '../schema/schema.ts'
import type { Comparison } from './compare.ts'
import { difference, type FieldSet, fieldSetOf, isEmptySet, union } from './fieldset.ts'
import { type Manager, managerId, type Managers, withSet } from './managers.ts'
import { fieldElement, type PathElement } from './path-element.ts'

/** Who writes, where and when. */
export interface Operation {
  /** of the kind, in the version of `apiVersion` */
  readonly schema: StructSchema
  /** field manager; '' counts as `unknown` */
  readonly manager: string
  readonly apiVersion: string
  /** '' for the main resource */
  readonly subresource: string
  /** RFC 3339, whole seconds, UTC */
  readonly now: string
  /** paths, as field names, that the endpoint resets: nobody comes to own them through it */
  readonly resetFields: readonly (readonly string[])[]
}

const path = (...names: readonly string[]): PathElement[] => names.map(fieldElement)

/** Fields that are the server's, or say what the object is. */
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

/** What is never recorded, wherever it was set. */
export const NEVER_RECORDED = union(UNOWNED, fieldSetOf(path('metadata')))

interface ResetSets {
  readonly reset: FieldSet
  /** those and what is never recorded: their changes concern no manager */
  readonly ignored: FieldSet
}

// strategies hold one array each for as long as they live
const resetSets = new WeakMap<Operation['resetFields'], ResetSets>()

/** The sets of an endpoint's `resetFields`. */
export const resetSetsOf = (resetFields: Operation['resetFields']): ResetSets => {
  let sets = resetSets.get(resetFields)
  if (sets === undefined) {
    const reset = fieldSetOf(...resetFields.map((names) => path(...names)))
    sets = { reset, ignored: union(reset, UNOWNED) }
    resetSets.set(resetFields, sets)
  }
  return sets
}

/** The manager under which an operation is recorded. */
export const selfOf = (operation: Operation, as: Manager['operation'], set: FieldSet): Manager => ({
  name: operation.manager === '' ? 'unknown' : operation.manager,
  operation: as,
  apiVersion: operation.apiVersion,
  subresource: operation.subresource,
  time: operation.now,
  set,
})

/**
 * Drops managers whose paths are in a version of another group: the kind is not served in it, and nobody can tell what they
 * mean. Changes `managers`.
 */
export const forgetForeign = (managers: Managers, { apiVersion }: Operation): void => {
  const { group } = parseApiVersion(apiVersion)
  for (const [id, manager] of managers) {
    if (parseApiVersion(manager.apiVersion).group !== group) managers.delete(id)
  }
}

/** Takes paths from the sets of all managers but one. Changes `managers`; those that are left with nothing go. */
export const takeFromOthers = (managers: Managers, taken: FieldSet, self?: string): void => {
  for (const [id, manager] of managers) {
    if (id === self) continue
    const left = withSet(manager, difference(manager.set, taken))
    if (isEmptySet(left.set)) managers.delete(id)
    else if (left !== manager) managers.set(id, left)
  }
}

/** Records an update that made these changes, compared without what is ignored. Changes `managers`. */
export const recordUpdate = (
  managers: Managers,
  operation: Operation,
  { added, modified, removed }: Comparison,
): void => {
  const own = union(added, modified)
  takeFromOthers(managers, union(own, removed))
  if (!isEmptySet(own)) {
    const self = selfOf(operation, 'Update', own)
    const id = managerId(self)
    const before = managers.get(id)
    managers.set(id, before === undefined ? self : { ...self, set: union(before.set, own) })
  }
}
