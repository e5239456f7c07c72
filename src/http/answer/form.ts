import { fieldErrorText, FieldPath, invalid } from '../../api/field.ts'
import { badRequest } from '../../api/status.ts'
import type { Answer, Call } from '../call.ts'
import { type AnswerShape, negotiate, wantsPretty } from './negotiate.ts'
import type { AnswerForm, IncludeObject } from './representation.ts'

/** The rows' content that `includeObject` asks for; anything unknown is a 400. */
const includeObjectOf = (query: URLSearchParams): IncludeObject => {
  const asked = query.get('includeObject') ?? ''
  if (asked === '' || asked === 'Metadata') return 'Metadata'
  if (asked === 'Object' || asked === 'None') return asked
  const error = invalid(
    FieldPath.of('includeObject'),
    asked,
    "must be 'Metadata', 'Object', 'None', or empty",
  )
  throw badRequest(`Unable to convert to Table as requested: ${fieldErrorText(error)}`)
}

/** How this call wants its answer. Throws 406, and 400 for an unknown `includeObject`. */
export const formOf = (call: Call, shape: AnswerShape): AnswerForm => {
  const { headers, info, services } = call
  const negotiated = negotiate(headers.accept, shape)
  return {
    mediaType: negotiated.mediaType,
    as: negotiated.as,
    pretty: shape !== 'watch' && wantsPretty(info.query, headers['user-agent'], negotiated),
    includeObject: negotiated.as?.kind === 'Table' ? includeObjectOf(info.query) : 'Metadata',
    now: services.clock.now(),
  }
}

/** An answer of rendered bytes; the content type is the bare media type, whatever was converted. */
export const answer = (
  code: number,
  form: Pick<AnswerForm, 'mediaType'>,
  body: Buffer,
): Answer => ({
  code,
  contentType: form.mediaType,
  body,
})
