/** Which answers cannot be right, whatever was asked. */
import type { Answer } from '../../../test/fixtures/server.ts'

const BUG = 'an internal error happened while this request was served'

/** Errors of Go that are no Status of their own become a 500 without a reason; one with a reason is a fault of the server. */
export const answerProblems = ({ code, body, text }: Answer): string[] =>
  text.includes(BUG) || (code >= 500 && body?.reason === 'InternalError')
    ? [`${code} ${text.slice(0, 500)}`]
    : []
