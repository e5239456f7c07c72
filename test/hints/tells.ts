/** Tables of facts, and of what a hint says to them. */
import t from 'tap'
import type { Hint, Said } from '../../src/hints/hint.ts'
import { PAGES } from '../../src/hints/pages.ts'

/** What is the case, the facts, and what is said to them, to the letter; nothing where nothing is to be said. */
export type Case<Facts> = readonly [what: string, facts: Facts, text?: string, command?: string]

/** The tests of one hint. `page`: the name of the page that it rests on. */
export const tells = <Facts>(
  hint: Hint<Facts>,
  page: keyof typeof PAGES,
  cases: readonly Case<Facts>[],
): void =>
  void t.test(hint.id, (t) => {
    t.equal(hint.page, PAGES[page])
    for (const [what, facts, text, command] of cases) {
      const said: Said | undefined =
        text === undefined ? undefined : { text, ...(command === undefined ? {} : { command }) }
      t.strictSame(hint.says(facts), said, what)
    }
    t.end()
  })
