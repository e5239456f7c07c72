import type { Test } from 'tap'
import type { Ended } from './process.ts'

export const SENTENCE = /^csrlab: [^\n]+\.\n$/

/** Told in one sentence that matches `says`, and nothing else. `code`: 1 for no, 2 for wrong usage, 3 for the environment. */
export const refused = (t: Test, ended: Ended, says: RegExp, code = 3): void => {
  t.equal(ended.code, code)
  t.equal(ended.stdout, '')
  t.match(ended.stderr, SENTENCE, 'one sentence')
  t.match(ended.stderr, says)
}
