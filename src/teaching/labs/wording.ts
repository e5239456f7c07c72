import { ENGLISH } from './words-en.ts'
import { KOREAN } from './words-ko.ts'

export type Wording = typeof ENGLISH

const LANGUAGES: Readonly<Record<string, Wording>> = { en: ENGLISH, ko: KOREAN }

/** Falls back to English. */
export const wordingOf = (language: string): Wording => LANGUAGES[language] ?? ENGLISH

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
