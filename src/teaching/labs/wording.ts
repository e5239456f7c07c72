import { type Words, wordsOf } from '../words/words.ts'

export type Wording = Words['labs'] & Pick<Words, 'hints'>

/** Falls back to English. */
export const wordingOf = (language: string): Wording => {
  const { labs, hints } = wordsOf(language)
  return { ...labs, hints }
}
