import { type Words, wordsOf } from '../words/words.ts'

export type Wording = Words['labs']

/** Falls back to English. */
export const wordingOf = (language: string): Wording => wordsOf(language).labs
