/** Tables of facts, and of what a hint says to them. */
import t from 'tap'
import { type Hint, sentences } from '../../../src/teaching/hints/hint.ts'
import { PAGES } from '../../../src/teaching/hints/pages.ts'

/**
 * What is the case, the facts, and what is said to them, to the letter: the sentences of the short form, the command, and the reason
 * that the full form has besides. Nothing where nothing is to be said.
 */
export type Case<Facts> = readonly [
  what: string,
  facts: Facts,
  text?: string | undefined,
  command?: string | undefined,
  why?: string | undefined,
]

/** Three lines of a terminal of 80 columns are all that the sentences of the short form take. */
const LONGEST = 240

/** The tests of one hint. `page`: the name of the page that it rests on. */
export const tells = <Facts>(
  hint: Hint<Facts>,
  page: keyof typeof PAGES,
  cases: readonly Case<Facts>[],
): void =>
  void t.test(hint.id, async (t) => {
    t.equal(hint.page, PAGES[page])
    for (const [what, facts, text, command, why] of cases) {
      const said = hint.says(facts)
      t.strictSame(
        said && [sentences(said, 'short'), said.command, said.why],
        text === undefined ? undefined : [text, command, why],
        what,
      )
      const length = said === undefined ? 0 : `Warning: ${sentences(said, 'short')}`.length
      t.ok(length <= LONGEST, `${what}: ${length} characters before the command`)
    }
  })
