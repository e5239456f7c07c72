import { goQuote } from '../../apimachinery/text/quote.ts'
import { plainError, StatusError } from '../../apimachinery/status.ts'
import { ImpersonationError } from './gate/impersonation/legacy.ts'
import { escapeHtml } from '../authz/forbidden.ts'
import type { Answer } from './answer/answer.ts'
import type { Call } from './call.ts'
import type { Services } from './services.ts'
import { answer } from './answer/form.ts'
import {
  type AnswerShape,
  type Negotiated,
  negotiate,
  PageNotAcceptable,
  wantsPretty,
} from './answer/negotiate.ts'
import { renderDocument } from './answer/representation.ts'
import { metaSchema } from './served.ts'
import { textAnswer, TextError } from './answer/text.ts'

const NO_QUERY = new URLSearchParams()

type FailedCall = Pick<Call, 'headers' | 'info' | 'isIdentified' | 'url'> & {
  readonly services: Pick<Services, 'schemas'>
}

export const INTERNAL_ERROR = 'an internal error occurred; see the log of the server'

/** Clients that accept no supported form get indented JSON. */
const negotiated = (accept: string | undefined, shape: AnswerShape): Negotiated => {
  try {
    return negotiate(accept, shape)
  } catch {
    return { mediaType: 'application/json', as: undefined, pretty: true }
  }
}

/** An error of an unknown class is a bug: `report` gets it, and the client gets a 500. */
export const errorAnswer = (
  error: unknown,
  { headers, info, isIdentified, url, services }: FailedCall,
  report: (bug: unknown) => void,
): Answer => {
  if (error instanceof TextError) return error.answer
  if (error instanceof ImpersonationError) {
    const message = `Internal Server Error: ${goQuote(url)}: ${error.message}`
    return textAnswer(500, `${escapeHtml(message)}\n`)
  }
  const isBug = !(error instanceof StatusError)
  if (isBug) report(error)
  const { status, code } = isBug ? plainError(INTERNAL_ERROR) : error
  const retryAfter = status.details?.retryAfterSeconds ?? 0
  const shape = error instanceof PageNotAcceptable ? 'page' : 'plain'
  const chosen = negotiated(headers.accept, shape)
  const query = isIdentified ? info.query : NO_QUERY
  const form = { ...chosen, pretty: wantsPretty(query, headers['user-agent'], chosen) }
  return {
    ...answer(code, form, renderDocument(metaSchema(services.schemas, 'Status'), status, form)),
    headers: retryAfter > 0 ? { 'retry-after': String(retryAfter) } : {},
  }
}
