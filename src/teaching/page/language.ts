/** In which language the page says what it makes of a request. What the cluster answers is in English, as everywhere. */
import type { IncomingMessage } from 'node:http'
import { ENGLISH_TRACE, type TraceWords } from '../doctor/words/en.ts'
import { KOREAN_TRACE } from '../doctor/words/ko.ts'

type Asked = Pick<IncomingMessage, 'headers'>

/** The first language of `Accept-Language`, which the page sends as somebody has chosen it. */
export const languageOf = ({ headers }: Asked): 'en' | 'ko' =>
  headers['accept-language']?.startsWith('ko') === true ? 'ko' : 'en'

export const wordsFor = (request: Asked): TraceWords =>
  languageOf(request) === 'ko' ? KOREAN_TRACE : ENGLISH_TRACE
