import { isDeepStrictEqual } from 'node:util'
import { FieldPath, forbidden, type FieldError } from '../../apimachinery/field.ts'

interface MaybeImmutable {
  immutable?: boolean
}

export const validateImmutableData = <T extends MaybeImmutable>(
  object: T,
  old: T,
  fields: readonly (keyof T & string)[],
): FieldError[] => {
  if (old.immutable !== true) return []
  const changed: string[] = fields.filter(
    (field) => !isDeepStrictEqual(object[field] ?? {}, old[field] ?? {}),
  )
  if (object.immutable !== true) changed.unshift('immutable')
  return changed.map((field) =>
    forbidden(FieldPath.of(field), 'field is immutable when `immutable` is set'),
  )
}
