/** Language of the page's explanations; answers of the cluster stay in English. */
import type { IncomingMessage } from 'node:http'
import { ENGLISH_TRACE, type TraceWords } from '../doctor/words/en.ts'
import { KOREAN_TRACE } from '../doctor/words/ko.ts'

type Asked = Pick<IncomingMessage, 'headers'>

/** The page sends the user's choice as `Accept-Language`. */
export const languageOf = ({ headers }: Asked): 'en' | 'ko' =>
  headers['accept-language']?.startsWith('ko') === true ? 'ko' : 'en'

export const wordsFor = (request: Asked): TraceWords =>
  languageOf(request) === 'ko' ? KOREAN_TRACE : ENGLISH_TRACE
