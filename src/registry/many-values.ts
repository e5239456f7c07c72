/** Stored objects of very many values (`src/api/text/many-values.ts`). */
import { holdsFew, ManyValues, mayHoldMany } from '../api/text/many-values.ts'
import { parseJsonInTurns } from '../api/text/json.ts'
import type { Steps } from '../api/turns.ts'
import type { Row } from '../store/store.ts'
import type { ObjectCache } from './object-cache.ts'
import { isTemplated } from './template.ts'

const known = new WeakMap<Row, boolean>()

/** Whether a stored object may be too much for this thread. */
export const hasMany = (row: Row): boolean => {
  // what all servers of the process make alike is small
  if (isTemplated(row) || holdsFew(row.value)) return false
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

/** The object of a row, decoded in turns if it holds very many values. */
export function* decodedInTurns<T>(objects: ObjectCache<T>, row: Row): Steps<T> {
  if (!objects.has(row) && hasMany(row))
    objects.put(row, (yield* parseJsonInTurns(row.value.toString())) as T)
  return objects.get(row)
}

/** Has the objects of these rows decoded, so that it is at hand for whoever asks next. */
export function* decodeAll<T>(objects: ObjectCache<T>, rows: readonly Row[]): Steps<void> {
  for (const row of rows) yield* decodedInTurns(objects, row)
}
