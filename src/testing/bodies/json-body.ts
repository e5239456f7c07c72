import { requestEntityTooLarge } from '../../apimachinery/status.ts'
import type { ManagementRequest } from '../feature.ts'
import type { Bodies, BodyName } from './bodies.ts'
import { checked, dropNull } from './check.ts'
import { FieldProblem } from './field-problem.ts'

const KIBIBYTE = 1024

/** for lists of up to ten thousand names */
export const LONG_BODY = 1024 * KIBIBYTE

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text, dropNull)
  } catch (error) {
    throw new FieldProblem('', `the body is not JSON: ${(error as Error).message}`)
  }
}

/**
 * An empty body counts as `{}`. Throws FieldProblem, or a 413 StatusError for more than `most`
 * bytes.
 */
export const readJsonBody = <N extends BodyName>(
  { body }: Pick<ManagementRequest, 'body'>,
  schema: N,
  most = 64 * KIBIBYTE,
): Bodies[N] => {
  if (body.length > most) throw requestEntityTooLarge(`Request entity too large: limit is ${most}`)
  return checked(schema, body.length === 0 ? {} : parsed(body.toString()))
}
