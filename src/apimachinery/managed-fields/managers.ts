/** Source: k8s.io/apimachinery/pkg/util/managedfields/internal/managedfields.go. */
import { omitEmpty } from '../omit-empty.ts'
import { stringifyJson } from '../text/json.ts'
import type { ManagedFieldsEntry } from '../meta.ts'
import { type FieldSet, fromFieldsV1, toFieldsV1 } from './fieldset.ts'

export interface Manager {
  readonly name: string
  readonly operation: 'Apply' | 'Update'
  /** version of the paths in `set` */
  readonly apiVersion: string
  /** '' for the main resource */
  readonly subresource: string
  readonly time: string | undefined
  readonly set: FieldSet
  /** the entry that the manager was decoded from, if unchanged */
  readonly entry?: ManagedFieldsEntry
}

export type Managers = Map<string, Manager>

/**
 * Returns the id of a manager: the same JSON as on the real server, because ids determine the order
 * of conflicts, and which of two entries of equal age counts as older. The id of an applier does
 * not contain the version.
 */
export const managerId = ({
  name: manager,
  operation,
  apiVersion,
  subresource,
}: Pick<Manager, 'name' | 'operation' | 'apiVersion' | 'subresource'>): string =>
  stringifyJson(
    omitEmpty({
      manager,
      operation,
      apiVersion: operation === 'Apply' ? '' : apiVersion,
      subresource,
    }),
  )

const decodeEntry = (entry: ManagedFieldsEntry): Manager | undefined => {
  const { operation, apiVersion = '' } = entry
  if (operation !== 'Apply' && operation !== 'Update') return undefined
  if (apiVersion === '' || entry.fieldsType !== 'FieldsV1') return undefined
  try {
    return {
      name: entry.manager ?? '',
      operation,
      apiVersion,
      subresource: entry.subresource ?? '',
      time: entry.time,
      set: fromFieldsV1(entry.fieldsV1 ?? {}),
      entry,
    }
  } catch {
    return undefined
  }
}

/** Returns undefined if any entry is malformed, since the real server then ignores all entries. */
export const decodeManagers = (entries: readonly ManagedFieldsEntry[]): Managers | undefined => {
  const managers: Managers = new Map()
  for (const entry of entries) {
    const manager = decodeEntry(entry)
    if (manager === undefined) return undefined
    managers.set(managerId(manager), manager)
  }
  return managers
}

const encodeManager = ({ entry, name, set, subresource, ...rest }: Manager): ManagedFieldsEntry =>
  entry ?? {
    ...omitEmpty({ manager: name, ...rest, fieldsType: 'FieldsV1' }),
    fieldsV1: toFieldsV1(set),
    ...omitEmpty({ subresource }),
  }

/** Times are compared as text, because all are RFC 3339 in UTC. */
const SORT_KEYS = ['operation', 'time', 'name', 'apiVersion', 'subresource'] as const

const compareManagers = (a: Manager, b: Manager): number => {
  for (const key of SORT_KEYS) {
    const left = a[key] ?? ''
    const right = b[key] ?? ''
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}

/** Returns undefined if there are no managers. */
export const encodeManagers = (managers: Managers): ManagedFieldsEntry[] | undefined =>
  managers.size === 0 ? undefined : [...managers.values()].sort(compareManagers).map(encodeManager)

/** Returns the manager itself if the set is the same. */
export const withSet = (manager: Manager, set: FieldSet): Manager => {
  if (set === manager.set) return manager
  const { entry: _, ...rest } = manager
  return { ...rest, set }
}
