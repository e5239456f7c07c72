/**
 * Writes the types of csrlab's texts, made from the English texts, into src/teaching/generated. A
 * phrase with placeholders becomes a function of their values.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { readYamlSource } from '../src/apimachinery/text/compiled-yaml.ts'
import { isPhrase, type Phrases, valuesOf, WORD_FILES } from '../src/teaching/words/words.ts'

const FOLDER = new URL('../src/teaching/generated/', import.meta.url)

const typeOf = (words: Phrases[string]): string => {
  if (!isPhrase(words))
    return `{\n${Object.entries(words)
      .map(([key, phrase]) => `'${key}': ${typeOf(phrase)}\n`)
      .join('')}}`
  const values = valuesOf(words).map((name) => `${name}: string | number`)
  const type = typeof words === 'string' ? 'string' : 'readonly string[]'
  return values.length === 0 ? type : `(${values.join(', ')}) => ${type}`
}

export const writeWordTypes = (): void => {
  mkdirSync(FOLDER, { recursive: true })
  const type = typeOf(readYamlSource(WORD_FILES['en']!) as Phrases)
  writeFileSync(new URL('words.d.ts', FOLDER), `export interface Words ${type}\n`)
}
