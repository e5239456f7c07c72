import type { Clock } from '../../../apimachinery/clock.ts'
import type { Answer } from './answer.ts'
import type { Call } from '../call.ts'
import { type AnswerShape, negotiate, type Negotiated, wantsPretty } from './negotiate.ts'

export interface AnswerForm extends Negotiated {
  /** content of a Table's rows: `None`, `Object`, `Metadata` or '' (the same as `Metadata`) */
  readonly includeObject: string
  /** for ages in a Table */
  readonly clock: Clock
}

/** Throws the 406 of {@link negotiate}. */
export const formOf = (call: Call, shape: AnswerShape): AnswerForm => {
  const { headers, info, clock } = call
  const negotiated = negotiate(headers.accept, shape)
  return {
    ...negotiated,
    pretty: shape !== 'watch' && wantsPretty(info.query, headers['user-agent'], negotiated),
    includeObject: info.query.get('includeObject') ?? '',
    clock,
  }
}

export const answer = (
  code: number,
  form: Pick<AnswerForm, 'mediaType'>,
  body: Buffer,
): Answer => ({
  code,
  contentType: form.mediaType,
  body,
})
