import t from 'tap'
import { readYamlSource } from '../../../src/apimachinery/text/compiled-yaml.ts'
import {
  isPhrase,
  type Phrases,
  valuesOf,
  WORD_FILES,
  wordsOf,
} from '../../../src/teaching/words/words.ts'

/** Returns the path of each phrase, with the names of the phrase's values. */
const phrasesIn = (words: Phrases, path = ''): [path: string, values: string[]][] =>
  Object.entries(words).flatMap(([key, said]) =>
    isPhrase(said)
      ? [[`${path}${key}`, valuesOf(said).sort()] as [string, string[]]]
      : phrasesIn(said, `${path}${key}.`),
  )

t.test('all languages have the same phrases with the same values', async (t) => {
  const [english, ...others] = Object.values(WORD_FILES).map((file) =>
    phrasesIn(readYamlSource(file) as Phrases),
  )
  t.ok(english!.length > 100)
  for (const phrases of others) t.same(phrases, english)
  t.equal(wordsOf('ko').class.csv.length, wordsOf('en').class.csv.length)
})

t.test('values are passed in the order of the English phrase, and filled in by name', async (t) => {
  t.equal(wordsOf('en').labs.ofAll(1, 2), '1 of 2')
  t.equal(wordsOf('ko').labs.ofAll(1, 2), '2개 중 1개')
  t.match(wordsOf('en').labs.stopped('{name}')[0], /\{name\}/, 'values are not templates')
  t.equal(wordsOf('fr'), wordsOf('en'), 'for an unknown language, the texts are English')
})
