import { JsonSyntaxError, parseJson } from '../api/text/json.ts'
import type { Asked } from './feature.ts'
import { FieldProblem, type FieldReader } from './field-readers.ts'

const EMPTY = Object.freeze({})

/** What the body of a request says, in JSON; no body is an empty object. Throws FieldProblem. */
export const readJsonBody = <T>({ body }: Pick<Asked, 'body'>, read: FieldReader<T>): T => {
  if (body.length === 0) return read(EMPTY, '')
  try {
    return read(parseJson(body.toString()).value, '')
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw new FieldProblem('', `the body is not JSON: ${error.message}`)
  }
}
