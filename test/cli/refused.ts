import type { Test } from 'tap'
import type { Ended } from './process.ts'

export const SENTENCE = /^csrlab: [^\n]+\.\n$/

/** Told in one sentence that matches `says`, and nothing else. */
export const refused = (t: Test, ended: Ended, says: RegExp): void => {
  t.equal(ended.code, 1)
  t.equal(ended.stdout, '')
  t.match(ended.stderr, SENTENCE, 'one sentence')
  t.match(ended.stderr, says)
}
