/** Holds what clients and programs hand over against its schema. */
import type { Bodies, BodyName } from './bodies.ts'
import { refuseError } from './schema-error.ts'
import { validatorOf } from './validators.ts'

/** Drops null, which counts as left out, as in Kubernetes' own objects. For JSON.parse. */
export const dropNull = (_: string, value: unknown): unknown => value ?? undefined

/** Returns the value. Throws FieldProblem if it does not fit the schema. */
export const checked = <N extends BodyName>(schema: N, value: unknown): Bodies[N] => {
  const validate = validatorOf(schema)
  return validate(value) ? (value as Bodies[N]) : refuseError(validate.errors![0]!)
}

/** Checks a value from a program or from YAML, and returns a copy as JSON has it, without null. */
export const checkedCopy = <N extends BodyName>(schema: N, value: unknown): Bodies[N] => {
  const text = JSON.stringify(value)
  return checked(schema, text === undefined ? undefined : JSON.parse(text, dropNull))
}
