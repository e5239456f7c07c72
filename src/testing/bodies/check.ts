import type { Bodies, BodyName } from './bodies.ts'
import { refuseError } from './schema-error.ts'
import { validatorOf } from './validators.ts'

/** A reviver for JSON.parse. Drops null, which Kubernetes treats as absent. */
export const dropNull = (_: string, value: unknown): unknown => value ?? undefined

/** Throws FieldProblem if the value does not match the schema. */
export const checked = <N extends BodyName>(schema: N, value: unknown): Bodies[N] => {
  const validate = validatorOf(schema)
  return validate(value) ? (value as Bodies[N]) : refuseError(validate.errors![0]!)
}

/** Checks and returns a copy without null. Throws FieldProblem. */
export const checkedCopy = <N extends BodyName>(schema: N, value: unknown): Bodies[N] => {
  const text = JSON.stringify(value)
  return checked(schema, text === undefined ? undefined : JSON.parse(text, dropNull))
}
