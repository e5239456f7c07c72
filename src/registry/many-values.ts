/** Stored objects of very many values (`src/api/text/many-values.ts`). */
import type { KubeObject } from '../api/meta.ts'
import { parseJsonInTurns } from '../api/text/json.ts'
import { withFirstItems } from '../api/text/lists.ts'
import { holdsFew, ManyValues, mayHoldMany } from '../api/text/many-values.ts'
import type { Steps } from '../api/turns.ts'
import type { Row } from '../store/store.ts'
import { selects, type Selection } from './selection.ts'
import type { RegistryState } from './state.ts'

const known = new WeakMap<Row, boolean>()

/** Whether a stored object may be too much for this thread. */
export const hasMany = (row: Row): boolean => {
  if (holdsFew(row.value)) return false
  let many = known.get(row)
  if (many === undefined) {
    many = mayHoldMany(row.value)
    if (many) known.set(row, many)
  }
  return many
}

/** Throws ManyValues for a stored object that is too much for this thread. */
export const checkValues = (row: Row): void => {
  if (hasMany(row)) throw new ManyValues()
}

/**
 * Whether a stored object is selected. One of very many values is read in turns, with the first items of its lists alone, and not kept: no more
 * of it is looked at by any selector.
 */
export function* selectsRow<T extends KubeObject>(
  { resource, objects }: Pick<RegistryState<T>, 'resource' | 'objects'>,
  selection: Selection,
  row: Row,
): Steps<boolean> {
  const object =
    objects.has(row) || !hasMany(row)
      ? objects.get(row)
      : ((yield* parseJsonInTurns(withFirstItems(row.value).toString())) as T)
  return selects(resource, selection, object)
}
