import type { Test } from 'tap'
import { run, type StartOptions } from './process.ts'

export const SENTENCE = /^csrlab: [^\n]+\.\n$/

/**
 * Runs csrlab, and expects one sentence that matches `says`, and no other output. `code`: 1 for a
 * negative result, 2 for wrong usage, 3 for an environment problem.
 */
export const refused = async (
  t: Test,
  args: readonly string[] | string,
  options: StartOptions,
  says: RegExp,
  code = 3,
): Promise<void> => {
  const ended = await run(args, options)
  t.equal(ended.code, code)
  t.equal(ended.stdout, '')
  t.match(ended.stderr, SENTENCE, 'one sentence')
  t.match(ended.stderr, says)
}
