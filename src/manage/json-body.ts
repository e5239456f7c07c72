import { setImmediate } from 'node:timers/promises'
import { requestEntityTooLarge } from '../api/status.ts'
import { JsonSyntaxError, parseJson, parseJsonInTurns } from '../api/text/json.ts'
import { ManyValues } from '../api/text/many-values.ts'
import type { Asked } from './feature.ts'
import { FieldProblem, type FieldReader } from './field-readers.ts'

const EMPTY = Object.freeze({})

/** What is read at once is no longer: it takes ten milliseconds, selectors and texts with very many escapes included. */
const MOST_BYTES = 64 * 1024

const told = (error: unknown): unknown => {
  if (error instanceof JsonSyntaxError)
    return new FieldProblem('', `the body is not JSON: ${error.message}`)
  if (error instanceof ManyValues) return new FieldProblem('', error.message)
  return error
}

/** What the body of a request says, in JSON; no body is an empty object. Throws FieldProblem, and a 413 StatusError for a long one. */
export const readJsonBody = <T>({ body }: Pick<Asked, 'body'>, read: FieldReader<T>): T => {
  if (body.length === 0) return read(EMPTY, '')
  if (body.length > MOST_BYTES)
    throw requestEntityTooLarge(`Request entity too large: limit is ${MOST_BYTES}`)
  try {
    return read(parseJson(body.toString()).value, '')
  } catch (error) {
    throw told(error)
  }
}

/** The same for a body of any number of values, in parts, so that others have their turns. */
export const readLongJsonBody = async <T>(
  { body }: Pick<Asked, 'body'>,
  read: FieldReader<T>,
): Promise<T> => {
  if (body.length === 0) return read(EMPTY, '')
  const parser = parseJsonInTurns(body.toString())
  try {
    for (;;) {
      const { done, value } = parser.next()
      if (done === true) return read(value, '')
      await setImmediate()
    }
  } catch (error) {
    throw told(error)
  }
}

/** So many items of a list are read in some milliseconds. */
const BATCH = 100

/** Reads the items of a list that stands `at`, so that others have their turns. Rejects with what `read` throws. */
export const readInTurns = async <T>(
  items: readonly unknown[],
  read: FieldReader<T>,
  at: string,
): Promise<T[]> => {
  const done: T[] = []
  for (const [i, item] of items.entries()) {
    if (i % BATCH === 0) await setImmediate()
    done.push(read(item, `${at}[${i}]`))
  }
  return done
}
