/** Source: managedfields/internal/fieldmanager.go. */
import { sameJson } from '../text/json.ts'
import type { KubeObject, ManagedFieldsEntry } from '../meta.ts'
import { type Comparison, compare } from './compare.ts'
import { isEmptySet } from './fieldset.ts'
import { ListItemError } from './list-items.ts'
import { decodeManagers, encodeManagers, type Managers } from './managers.ts'
import { dropForeignManagers, type Operation, recordUpdate, resetSetsOf } from './operation.ts'
import { reconcile } from './reconcile.ts'

export interface UpdateOperation extends Operation {
  /** undefined on create */
  readonly live: KubeObject | undefined
  /** decoded, and not yet prepared by the strategy */
  readonly updated: KubeObject
}

const isSame = ({ changed, removed }: Comparison): boolean =>
  isEmptySet(changed) && isEmptySet(removed)

/** `[]` and `[{}]` remove all managers. */
const isReset = (entries: readonly ManagedFieldsEntry[]): boolean =>
  entries.length === 0 ||
  (entries.length === 1 &&
    Object.values(entries[0]!).every(
      (value) => value === undefined || value === null || value === '',
    ))

/**
 * Returns the managers in a request's body, an empty map for a reset; undefined if managedFields is
 * absent, malformed or as stored, and for subresources.
 */
const managersOfBody = (operation: UpdateOperation): Managers | undefined => {
  const { schema, subresource, live, updated } = operation
  const entries = updated.metadata.managedFields
  if (subresource !== '' || entries === undefined || entries === null) return undefined
  if (isReset(entries)) return new Map()
  if (sameJson(entries, live?.metadata.managedFields)) return undefined
  const managers = decodeManagers(entries)
  if (managers === undefined || managers.size === 0) return undefined
  for (const [id, { entry: _, ...manager }] of managers) {
    managers.set(id, { ...manager, set: reconcile(schema, manager.set) })
  }
  return managers
}

const updatedEntries = (operation: UpdateOperation): ManagedFieldsEntry[] | undefined => {
  const { schema, live, updated, resetFields } = operation
  const stored = live?.metadata.managedFields ?? []
  const given = managersOfBody(operation)
  if (live !== undefined && (given?.size ?? stored.length) === 0) return undefined
  const changes = compare(schema, live ?? {}, updated, {
    ignored: resetSetsOf(resetFields).ignored,
  })
  if (given === undefined && live !== undefined && isSame(changes)) return stored
  const managers = given ?? decodeManagers(stored) ?? new Map()
  dropForeignManagers(managers, operation)
  recordUpdate(managers, operation, changes)
  return encodeManagers(managers)
}

/**
 * Returns the managedFields after a create, PUT or patch other than apply: undefined for none, the
 * stored list itself if nothing relevant changed. An existing object without managers gets none,
 * unless the body has some.
 */
export const updateManagedFields = (
  operation: UpdateOperation,
): ManagedFieldsEntry[] | undefined => {
  try {
    return updatedEntries(operation)
  } catch (error) {
    // an item without a path element cannot have a manager, so all managers are dropped
    if (error instanceof ListItemError) return undefined
    throw error
  }
}
