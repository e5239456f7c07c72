/** The screen of `csrlab lab watch`, and the effects of its keys. Pure. */
import type { Checked } from '../../teaching/labs/check-lab.ts'
import { isSolved } from '../../teaching/labs/check-lab.ts'
import type { GivenHint } from '../../teaching/labs/hint-for.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import type { Wording } from '../../teaching/labs/wording.ts'
import type { Solved } from './progress.ts'
import { countMet, hintLines, outcomeLines, solvedLines, stepLines, taskLines } from './texts.ts'

export type View = 'outcomes' | 'task' | 'hint' | 'askSolution' | 'askReset' | 'solution' | 'list'

/** The view, and the place in it. */
export interface Look {
  readonly view: View
  /** of the solution */
  readonly step: number
  /** of a view that is longer than the screen, counted from 0 */
  readonly page: number
}

/** Work that a key asks for, besides another view. */
export type Deed = 'quit' | 'next' | 'reset' | 'check' | 'showSolution' | 'giveHint'

export const FIRST_LOOK: Look = { view: 'outcomes', step: 0, page: 0 }

const QUIT = new Set(['q', '\u0003'])
const YES = 'y'

const answered = (look: Look, key: string): { readonly look: Look; readonly deed?: Deed } => {
  const back: Look = { ...look, view: 'outcomes', page: 0 }
  if (key !== YES) return { look: back }
  return look.view === 'askReset'
    ? { look: back, deed: 'reset' }
    : { look: { ...back, view: 'solution', step: 0 }, deed: 'showSolution' }
}

export const afterKey = (
  look: Look,
  key: string,
): { readonly look: Look; readonly deed?: Deed } => {
  if (QUIT.has(key)) return { look, deed: 'quit' }
  if (look.view === 'askSolution' || look.view === 'askReset') return answered(look, key)
  const at = (view: View): Look => ({ ...look, view, page: 0 })
  switch (key) {
    case ' ':
      return { look: { ...look, page: look.page + 1 } }
    case 'n':
      return { look, deed: 'next' }
    case 'r':
      return { look: at('askReset') }
    case 'h':
      return { look: at('hint'), deed: 'giveHint' }
    case 's':
      return look.view === 'solution'
        ? { look: { ...at('solution'), step: look.step + 1 } }
        : { look: at('askSolution') }
    case 'l':
      return { look: at('list') }
    case 't':
      return { look: at('task') }
    case 'c':
      return { look: at('outcomes'), deed: 'check' }
    default:
      return { look: at('outcomes') }
  }
}

export interface Watched {
  readonly lab: Lab
  /** the working folder, as the learner types it */
  readonly folder: string
  readonly say: Wording
  /** undefined: before the first check */
  readonly checked: readonly Checked[] | undefined
  readonly hint: GivenHint | undefined
  /** lines above all others: why no check is possible, or the result of a key */
  readonly notice: readonly string[]
  readonly solved: Solved
  /** All labs, in lines. */
  readonly list: () => readonly string[]
}

const titleOf = ({ lab, say, checked, solved: { count, all } }: Watched): string =>
  [
    lab.title,
    checked === undefined ? say.looking : say.ofAll(countMet(checked), checked.length),
    say.labsSolved(count, all),
  ].join(' · ')

/** Lines end where paragraphs do; the screen wraps them. */
const bodyOf = (look: Look, watched: Watched): readonly string[] => {
  const { lab, folder, say, checked, hint, list } = watched
  const outcomes = checked === undefined ? [] : outcomeLines(checked, say)
  switch (look.view) {
    case 'hint':
      return [
        ...(hint === undefined ? [] : [...hintLines(lab, hint, say, say.noMoreHintsKey), '']),
        ...outcomes,
      ]
    case 'solution':
      return stepLines(lab, look.step, say)
    case 'list':
      return list()
    case 'task':
      return taskLines(lab, folder, say)
    default:
      return checked !== undefined && isSolved(checked)
        ? [...outcomes, '', ...solvedLines(lab, say, say.goOnKey)]
        : [...outcomes, ...(outcomes.length === 0 ? [] : ['']), ...taskLines(lab, folder, say)]
  }
}

/** `last`: the last row, which has the keys or a question. */
export const watchScreen = (
  look: Look,
  watched: Watched,
): { readonly lines: readonly string[]; readonly last: string } => {
  const { say, notice } = watched
  const head = look.view === 'list' ? [] : [titleOf(watched), '']
  const { askSolution, askReset, keys } = say
  const questions: Partial<Record<View, string>> = { askSolution, askReset }
  return {
    lines: [...head, ...notice, ...(notice.length === 0 ? [] : ['']), ...bodyOf(look, watched)],
    last: questions[look.view] ?? keys,
  }
}
