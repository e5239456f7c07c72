/** Texts of a class in each language. */
import { CLASS_ENGLISH } from './words-en.ts'
import { CLASS_KOREAN } from './words-ko.ts'

export type ClassWording = typeof CLASS_ENGLISH

const LANGUAGES: Readonly<Record<string, ClassWording>> = { en: CLASS_ENGLISH, ko: CLASS_KOREAN }

/** Returns English for other languages. `language`: such as `ko`. */
export const classWordingOf = (language: string): ClassWording =>
  LANGUAGES[language] ?? CLASS_ENGLISH
