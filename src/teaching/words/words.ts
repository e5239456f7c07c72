/** Texts of hints, labs, classes and `explain`: one YAML file per language, `{name}` for values. */
import { loadCompiledYaml } from '../../apimachinery/text/compiled-yaml.ts'
import type { Words } from '../generated/words.d.ts'

export type { Words } from '../generated/words.d.ts'
export type HintWords = Words['hints']
export type TraceWords = Words['trace'] & Pick<Words, 'hints'>
export type ClassWords = Words['class']

type Phrase = string | readonly string[]

export interface Phrases {
  readonly [key: string]: Phrase | Phrases
}

export const WORD_FILES: Readonly<Record<string, string>> = Object.fromEntries(
  ['en', 'ko'].map((language) => [language, `src/teaching/words/${language}.yaml`]),
)

const VALUE = /\{(\w+)\}/g

export const isPhrase = (words: Phrase | Phrases): words is Phrase =>
  typeof words === 'string' || Array.isArray(words)

/** Names of a phrase's values, in the order of its function's parameters. */
export const valuesOf = (phrase: Phrase): string[] => [
  ...new Set(Array.from(String(phrase).matchAll(VALUE), ([, name]) => name!)),
]

/**
 * Makes a function that fills in a text. The text is split only once, because hints are made for
 * each request.
 */
const filler = (text: string, names: readonly string[]) => {
  const parts = text.split(VALUE).map((part, i) => (i % 2 === 0 ? part : names.indexOf(part)))
  return (values: readonly (string | number)[]): string =>
    parts.map((part) => (typeof part === 'string' ? part : values[part])).join('')
}

const spoken = (english: Phrase | Phrases, own: Phrase | Phrases): unknown => {
  if (!isPhrase(english))
    return Object.fromEntries(
      Object.keys(english).map((key) => [key, spoken(english[key]!, (own as Phrases)[key]!)]),
    )
  const names = valuesOf(english)
  if (names.length === 0) return own
  if (typeof own === 'string') {
    const filled = filler(own, names)
    return (...values: readonly (string | number)[]) => filled(values)
  }
  const lines = (own as readonly string[]).map((line) => filler(line, names))
  return (...values: readonly (string | number)[]) => lines.map((filled) => filled(values))
}

const loaded = new Map<string, Words>()

/** Returns the texts in a language; English if the language is unknown. */
export const wordsOf = (language: string): Words => {
  const known = Object.hasOwn(WORD_FILES, language) ? language : 'en'
  let words = loaded.get(known)
  if (words === undefined) {
    const [english, own] = ['en', known].map((name) => loadCompiledYaml(WORD_FILES[name]!))
    words = spoken(english as Phrases, own as Phrases) as Words
    loaded.set(known, words)
  }
  return words
}

/** Returns a count with its noun, such as `3 learners`. */
export const counted = (say: ClassWords, thing: 'learner' | 'lab', count: number): string =>
  say[count === 1 ? thing : (`${thing}s` as const)](count)

export const hintWords = (): HintWords => wordsOf('en').hints

export const traceWordsOf = (language: string): TraceWords => {
  const { trace, hints } = wordsOf(language)
  return { ...trace, hints }
}
