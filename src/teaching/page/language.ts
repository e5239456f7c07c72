/** The language of the page's explanations; the cluster's responses stay in English. */
import type { IncomingMessage } from 'node:http'
import { type TraceWords, traceWordsOf } from '../words/words.ts'

type LanguageRequest = Pick<IncomingMessage, 'headers'>

/** The page sends the user's choice as `Accept-Language`. */
export const pageLanguageOf = ({ headers }: LanguageRequest): 'en' | 'ko' =>
  headers['accept-language']?.startsWith('ko') === true ? 'ko' : 'en'

export const wordsFor = (request: LanguageRequest): TraceWords =>
  traceWordsOf(pageLanguageOf(request))
