/** What a class says, in each language that it speaks. */
import { CLASS_ENGLISH } from './words-en.ts'
import { CLASS_KOREAN } from './words-ko.ts'

export type ClassWording = typeof CLASS_ENGLISH

const LANGUAGES: Readonly<Record<string, ClassWording>> = { en: CLASS_ENGLISH, ko: CLASS_KOREAN }

/** `language`: such as `ko`; English where it is spoken by none. */
export const classWordingOf = (language: string): ClassWording =>
  LANGUAGES[language] ?? CLASS_ENGLISH
