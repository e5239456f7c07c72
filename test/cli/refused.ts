import type { Test } from 'tap'
import type { Ended } from './process.ts'

export const SENTENCE = /^csrlab: [^\n]+\.\n$/

/**
 * Expects one sentence that matches `says`, and no other output. `code`: 1 for a negative result, 2
 * for wrong usage, 3 for the environment.
 */
export const refused = (t: Test, ended: Ended, says: RegExp, code = 3): void => {
  t.equal(ended.code, code)
  t.equal(ended.stdout, '')
  t.match(ended.stderr, SENTENCE, 'one sentence')
  t.match(ended.stderr, says)
}
