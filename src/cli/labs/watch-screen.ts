/** The screen of `csrlab lab watch`, and its keys. Pure. */
import { type Checked, isSolved, metIds } from '../../teaching/labs/check-lab.ts'
import type { GivenHint } from '../../teaching/labs/hint-for.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import type { Wording } from '../../teaching/labs/wording.ts'
import type { solvedOf } from './progress.ts'
import { hintLines, labLine, outcomeLines, solvedLines, stepLines, taskLines } from './texts.ts'

export interface ScreenState {
  readonly view: 'outcomes' | 'task' | 'hint' | 'askSolution' | 'askReset' | 'solution' | 'list'
  readonly step: number
  /** page of a long view, from 0 */
  readonly page: number
}

interface AfterKey {
  readonly state: ScreenState
  readonly action?: 'quit' | 'next' | 'reset' | 'check' | 'giveHint'
}

export const FIRST_STATE: ScreenState = { view: 'outcomes', step: 0, page: 0 }

const QUIT = new Set(['q', '\u0003'])

const afterAnswer = (state: ScreenState, key: string): AfterKey => {
  const back: ScreenState = { ...state, view: 'outcomes', page: 0 }
  if (key !== 'y') return { state: back }
  return state.view === 'askReset'
    ? { state: back, action: 'reset' }
    : { state: { ...back, view: 'solution', step: 0 } }
}

export const afterKey = (state: ScreenState, key: string): AfterKey => {
  if (QUIT.has(key)) return { state, action: 'quit' }
  if (state.view === 'askSolution' || state.view === 'askReset') return afterAnswer(state, key)
  const at = (view: ScreenState['view']): ScreenState => ({ ...state, view, page: 0 })
  switch (key) {
    case ' ':
      return { state: { ...state, page: state.page + 1 } }
    case 'n':
      return { state, action: 'next' }
    case 'r':
      return { state: at('askReset') }
    case 'h':
      return { state: at('hint'), action: 'giveHint' }
    case 's':
      return state.view === 'solution'
        ? { state: { ...at('solution'), step: state.step + 1 } }
        : { state: at('askSolution') }
    case 'l':
      return { state: at('list') }
    case 't':
      return { state: at('task') }
    case 'c':
      return { state: at('outcomes'), action: 'check' }
    default:
      return { state: at('outcomes') }
  }
}

export interface WatchState {
  readonly lab: Lab
  /** path of the folder, as the learner types it */
  readonly folder: string
  readonly say: Wording
  readonly checked: readonly Checked[] | undefined
  readonly hint: GivenHint | undefined
  /** lines below the title */
  readonly notice: readonly string[]
  readonly solved: ReturnType<typeof solvedOf>
  readonly list: () => readonly string[]
}

const titleOf = ({ lab, say, checked, solved: { count, all } }: WatchState): string =>
  [
    labLine(lab),
    checked === undefined ? say.looking : say.ofAll(metIds(checked).length, checked.length),
    say.labsSolved(count, all),
  ].join(' · ')

/** The lines are not wrapped yet. */
const bodyOf = (state: ScreenState, watched: WatchState): readonly string[] => {
  const { lab, folder, say, checked, hint, list } = watched
  const outcomes = checked === undefined ? [] : [...outcomeLines(checked, say), '']
  switch (state.view) {
    case 'hint':
      return [
        ...(hint === undefined ? [] : [...hintLines(lab, hint, say, say.noMoreHintsKey), '']),
        ...outcomes,
      ]
    case 'solution':
      return stepLines(lab, state.step, say)
    case 'list':
      return list()
    case 'task':
      return taskLines(lab, folder, say)
    default:
      return checked !== undefined && isSolved(checked)
        ? [...outcomes, ...solvedLines(lab, say, say.goOnKey)]
        : [...outcomes, ...taskLines(lab, folder, say)]
  }
}

/** `last`: the list of keys, or a question. */
export const watchScreen = (state: ScreenState, watched: WatchState) => {
  const { say, notice } = watched
  const head = state.view === 'list' ? [] : [titleOf(watched), '']
  const { askSolution, askReset, keys } = say
  const questions: Partial<Record<ScreenState['view'], string>> = { askSolution, askReset }
  return {
    lines: [...head, ...notice, ...(notice.length === 0 ? [] : ['']), ...bodyOf(state, watched)],
    last: questions[state.view] ?? keys,
  }
}
