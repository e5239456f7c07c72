import t from 'tap'
import { type Hint, sentences } from '../../../src/teaching/hints/hint.ts'
import type { DocumentationPage } from '../../../src/teaching/hints/pages.ts'

/**
 * A case, its facts, and the expected hint: its short form, command and reason. Without a text, no
 * hint is expected.
 */
export type Case<Facts> = readonly [
  what: string,
  facts: Facts,
  text?: string | undefined,
  command?: string | undefined,
  why?: string | undefined,
]

/** three lines of 80 columns */
const LONGEST = 240

export const tells = <Facts>(
  hint: Hint<Facts>,
  page: DocumentationPage,
  cases: readonly Case<Facts>[],
): void =>
  void t.test(`${hint.id} gives the expected text in each case`, async (t) => {
    t.equal(hint.page, page)
    for (const [what, facts, text, command, why] of cases) {
      const hintText = hint.says(facts)
      t.strictSame(
        hintText && [sentences(hintText, 'short'), hintText.command, hintText.why],
        text === undefined ? undefined : [text, command, why],
        what,
      )
      const length = hintText === undefined ? 0 : `Warning: ${sentences(hintText, 'short')}`.length
      t.ok(length <= LONGEST, `${what}: ${length} characters before the command`)
    }
  })
