/** csrlab's texts in its users' languages: one YAML file for each, with `{name}` for values. */
import { type CompiledYaml, loadCompiledYaml } from '../../apimachinery/text/compiled-yaml.ts'
import type { Words } from '../generated/words.d.ts'

export type { Words } from '../generated/words.d.ts'
export type HintWords = Words['hints']
export type TraceWords = Words['trace'] & Pick<Words, 'hints'>

type Phrase = string | readonly string[]

export interface Phrases {
  readonly [key: string]: Phrase | Phrases
}

export const WORD_FILES: Readonly<Record<string, CompiledYaml>> = Object.fromEntries(
  ['en', 'ko'].map((language) => [
    language,
    {
      source: `src/teaching/words/${language}.yaml`,
      compiled: `dist/words-${language}.json`,
    },
  ]),
)

const VALUE = /\{(\w+)\}/g

export const isPhrase = (words: Phrase | Phrases): words is Phrase =>
  typeof words === 'string' || Array.isArray(words)

/** Names of the values of an English phrase, in the order in which its function takes them. */
export const valuesOf = (phrase: Phrase): string[] => [
  ...new Set(Array.from(String(phrase).matchAll(VALUE), ([, name]) => name!)),
]

const spoken = (english: Phrase | Phrases, own: Phrase | Phrases): unknown => {
  if (!isPhrase(english))
    return Object.fromEntries(
      Object.keys(english).map((key) => [key, spoken(english[key]!, (own as Phrases)[key]!)]),
    )
  const names = valuesOf(english)
  if (names.length === 0) return own
  return (...values: readonly (string | number)[]) => {
    const filled = (text: string): string =>
      text.replaceAll(VALUE, (_value, name: string) => String(values[names.indexOf(name)]))
    return typeof own === 'string' ? filled(own) : (own as readonly string[]).map(filled)
  }
}

const loaded = new Map<string, Words>()

/** Unknown languages get English. */
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

export const hintWords = (): HintWords => wordsOf('en').hints

export const traceWordsOf = (language: string): TraceWords => {
  const { trace, hints } = wordsOf(language)
  return { ...trace, hints }
}
