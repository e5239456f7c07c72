import { type Words, wordsOf } from '../words/words.ts'

export type Wording = Words['labs']

/** Falls back to English. */
export const wordingOf = (language: string): Wording => wordsOf(language).labs

/** `ko_KR.UTF-8` becomes `ko`. */
export const languageOf = (
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string => {
  const locale =
    given ?? (environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '')
  const [, language = 'en'] = /^([a-z]{2,3})(?:[_.@-]|$)/i.exec(locale) ?? []
  return language.toLowerCase()
}
