import type { Answer } from './answer.ts'
import type { Call } from '../call.ts'
import { type AnswerShape, negotiate, type Negotiated, wantsPretty } from './negotiate.ts'

/** How an answer is to look. */
export interface AnswerForm extends Pick<Negotiated, 'mediaType' | 'as'> {
  readonly pretty: boolean
  /** what a Table's rows hold: `None`, `Object`, or '' and `Metadata`, which are the same; anything else is refused before it is rendered */
  readonly includeObject: string
  /** milliseconds, for the ages in a Table */
  readonly now: number
}

/** How this call wants its answer. Throws 406 when there is no such form; whether the object fits it is asked later (`conversion.ts`). */
export const formOf = (call: Call, shape: AnswerShape): AnswerForm => {
  const { headers, info, services } = call
  const negotiated = negotiate(headers.accept, shape)
  return {
    mediaType: negotiated.mediaType,
    as: negotiated.as,
    pretty: shape !== 'watch' && wantsPretty(info.query, headers['user-agent'], negotiated),
    includeObject: info.query.get('includeObject') ?? '',
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
