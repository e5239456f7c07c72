/** Responses that are never correct. */
import type { Answer } from '../../../test/fixtures/server.ts'

const BUG = 'an internal error happened while this request was served'

/**
 * Go errors that are no Status become a 500 without a reason; one with a reason is a bug of the
 * server.
 */
export const answerProblems = ({ code, body, text }: Answer): string[] =>
  text.includes(BUG) || (code >= 500 && body?.reason === 'InternalError')
    ? [`${code} ${text.slice(0, 500)}`]
    : []
