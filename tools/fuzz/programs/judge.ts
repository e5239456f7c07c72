/** Responses that are never correct. */
import { INTERNAL_ERROR } from '../../../src/apiserver/http/error-answer.ts'
import type { Answer } from '../../../test/fixtures/server.ts'

/**
 * Returns the response if it shows a bug of the server. Go errors that are no Status become a 500
 * without a reason, which is expected.
 */
export const answerProblems = ({ code, body, text }: Answer): string[] =>
  text.includes(INTERNAL_ERROR) || (code >= 500 && body?.reason === 'InternalError')
    ? [`${code} ${text.slice(0, 500)}`]
    : []
