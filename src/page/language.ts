/** In which language the page says what it makes of a request. What the cluster answers is in English, as everywhere. */
import type { IncomingMessage } from 'node:http'
import { ENGLISH_TRACE, type TraceWords } from '../doctor/words/en.ts'
import { KOREAN_TRACE } from '../doctor/words/ko.ts'

/** By the first language of `Accept-Language`, which the page sends as somebody has chosen it. */
export const wordsFor = ({ headers }: Pick<IncomingMessage, 'headers'>): TraceWords =>
  headers['accept-language']?.startsWith('ko') === true ? KOREAN_TRACE : ENGLISH_TRACE
