/** Reads bodies of requests: JSON, held against a schema. */
import { setImmediate } from 'node:timers/promises'
import { requestEntityTooLarge } from '../../api/status.ts'
import { JsonSyntaxError, parseJsonInTurns } from '../../api/text/json.ts'
import { ManyValues } from '../../api/text/many-values.ts'
import type { Asked } from '../feature.ts'
import type { Bodies, BodyName } from './bodies.ts'
import { checked, dropNull } from './check.ts'
import { FieldProblem } from './field-problem.ts'

const KIBIBYTE = 1024

/** Bodies that list up to ten thousand names: JSON.parse takes some milliseconds. */
export const LONG_BODY = 1024 * KIBIBYTE

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text, dropNull)
  } catch (error) {
    throw new FieldProblem('', `the body is not JSON: ${(error as Error).message}`)
  }
}

/** The body; an empty one counts as `{}`. Throws FieldProblem, and a 413 StatusError for more than `most` bytes. */
export const readJsonBody = <N extends BodyName>(
  { body }: Pick<Asked, 'body'>,
  schema: N,
  most = 64 * KIBIBYTE,
): Bodies[N] => {
  if (body.length > most) throw requestEntityTooLarge(`Request entity too large: limit is ${most}`)
  return checked(schema, body.length === 0 ? {} : parsed(body.toString()))
}

/** Reads a body of any length, in turns with other requests. Objects in it keep null. */
export const readJsonBodyInTurns = async <N extends BodyName>(
  { body }: Pick<Asked, 'body'>,
  schema: N,
): Promise<Bodies[N]> => {
  if (body.length === 0) return checked(schema, {})
  const parser = parseJsonInTurns(body.toString())
  try {
    for (;;) {
      const { done, value } = parser.next()
      if (done === true) return checked(schema, value)
      await setImmediate()
    }
  } catch (error) {
    if (error instanceof JsonSyntaxError)
      throw new FieldProblem('', `the body is not JSON: ${error.message}`)
    if (error instanceof ManyValues) throw new FieldProblem('', error.message)
    throw error
  }
}

/** So many items of a list are read in some milliseconds. */
const BATCH = 100

/** Reads the items of a list that stands `at`, in turns. Rejects with what `read` throws. */
export const readInTurns = async <T>(
  items: readonly unknown[],
  read: (item: unknown, at: string) => T,
  at: string,
): Promise<T[]> => {
  const done: T[] = []
  for (const [i, item] of items.entries()) {
    if (i % BATCH === 0) await setImmediate()
    done.push(read(item, `${at}[${i}]`))
  }
  return done
}
