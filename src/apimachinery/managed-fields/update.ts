/** The records that creates, PUTs and patches leave in managedFields. Source: managedfields/internal/fieldmanager.go. */
import { sameJson } from '../text/json.ts'
import type { KubeObject, ManagedFieldsEntry } from '../meta.ts'
import { type Comparison, compare } from './compare.ts'
import { isEmptySet } from './fieldset.ts'
import { ListItemError } from './list-items.ts'
import { decodeManagers, encodeManagers, type Managers } from './managers.ts'
import { forgetForeign, type Operation, recordUpdate, resetSetsOf } from './operation.ts'

export interface UpdateOperation extends Operation {
  /** the stored object; undefined when the write creates it */
  readonly live: KubeObject | undefined
  /** the object as the client wants it, decoded, before the strategy prepares it */
  readonly updated: KubeObject
}

const isSame = ({ added, modified, removed }: Comparison): boolean =>
  isEmptySet(added) && isEmptySet(modified) && isEmptySet(removed)

/** `[]` and `[{}]`: the client wants nobody to manage anything. */
const isReset = (entries: readonly ManagedFieldsEntry[]): boolean =>
  entries.length === 0 ||
  (entries.length === 1 &&
    Object.values(entries[0]!).every(
      (value) => value === undefined || value === null || value === '',
    ))

/**
 * The managers that the body of a request names itself; undefined when there are none, when they make no sense, and when they are
 * the stored ones.
 */
const managersOfBody = (operation: UpdateOperation): Managers | undefined => {
  const { subresource, live, updated } = operation
  const entries = updated.metadata.managedFields
  if (subresource !== '' || entries === undefined || entries === null) return undefined
  if (isReset(entries)) return new Map()
  if (sameJson(entries, live?.metadata.managedFields)) return undefined
  const managers = decodeManagers(entries)
  if (managers === undefined || managers.size === 0) return undefined
  // a client's entry is written anew, its keys in order
  for (const [id, { entry: _, ...manager }] of managers) managers.set(id, manager)
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
  forgetForeign(managers, operation)
  recordUpdate(managers, operation, changes)
  return encodeManagers(managers)
}

/**
 * The managedFields of an object after a create, a PUT or a patch that is no apply; undefined when it has none. The stored
 * list itself when nothing that counts has changed. Times change only where a manager sets something. An existing object
 * whose fields nobody manages stays that way.
 */
export const updateManagedFields = (
  operation: UpdateOperation,
): ManagedFieldsEntry[] | undefined => {
  try {
    return updatedEntries(operation)
  } catch (error) {
    // the fields of an object that has items without their keys cannot be told apart: then none are managed
    if (error instanceof ListItemError) return undefined
    throw error
  }
}
