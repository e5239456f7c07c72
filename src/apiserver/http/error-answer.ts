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
import { textAnswer, TextError } from './answer/text.ts'

const NO_QUERY = new URLSearchParams()

type Failed = Pick<Call, 'headers' | 'info' | 'isIdentified' | 'url'> & {
  readonly services: Pick<Services, 'schemas'>
}

export const INTERNAL_ERROR = 'an internal error occurred; see the log of the server'

/**
 * Returns a StatusError unchanged. Other errors are bugs: `report` gets them, and the client
 * sees no more than a 500.
 */
const asStatusError = (error: unknown, report: (bug: unknown) => void): StatusError => {
  if (error instanceof StatusError) return error
  report(error)
  return plainError(INTERNAL_ERROR)
}

const negotiatedOr = (
  accept: string | undefined,
  shape: AnswerShape,
  fallback: Negotiated,
): Negotiated => {
  try {
    return negotiate(accept, shape)
  } catch (unacceptable) {
    if (unacceptable instanceof StatusError) return fallback
    throw unacceptable
  }
}

/** The fallback for clients that accept no supported form. */
const READABLE: Negotiated = { mediaType: 'application/json', as: undefined, pretty: true }

/**
 * Makes the answer to a failed request; `report` gets bugs. Some answers are plain text, as
 * upstream.
 */
export const errorAnswer = (
  error: unknown,
  { headers, info, isIdentified, url, services }: Failed,
  report: (bug: unknown) => void,
): Answer => {
  if (error instanceof TextError) return error.answer
  if (error instanceof ImpersonationError) {
    const message = `Internal Server Error: ${goQuote(url)}: ${error.message}`
    return textAnswer(500, `${escapeHtml(message)}\n`)
  }
  const { status, code } = asStatusError(error, report)
  const retryAfter = status.details?.retryAfterSeconds ?? 0
  const shape = error instanceof PageNotAcceptable ? 'page' : 'plain'
  const negotiated = negotiatedOr(headers.accept, shape, READABLE)
  const form = {
    mediaType: negotiated.mediaType,
    pretty: wantsPretty(isIdentified ? info.query : NO_QUERY, headers['user-agent'], negotiated),
  }
  const schema = services.schemas.forKind({ group: '', version: 'v1', kind: 'Status' })!
  return {
    ...answer(code, form, renderDocument(schema, status, form)),
    headers: retryAfter > 0 ? { 'retry-after': String(retryAfter) } : {},
  }
}
