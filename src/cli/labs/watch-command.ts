import { type Checked, finalOutcome } from '../../teaching/labs/check-lab.ts'
import { NoAnswer } from '../../teaching/labs/client.ts'
import { nextHint } from '../../teaching/labs/hint-for.ts'
import { openWorkspace } from '../../teaching/labs/open-workspace.ts'
import { wordingOf } from '../../teaching/labs/wording.ts'
import {
  type CommandContext,
  CommandError,
  type CommandLine,
  type Keyboard,
  type Run,
} from '../kit/index.ts'
import { checkSession } from './check-session.ts'
import { readLabs } from './find-labs.ts'
import { follower } from './follow.ts'
import { beginNext, typedPath } from './lab-commands.ts'
import { listLines } from './list-command.ts'
import { noteLab, readProgress, refuseInExam, solvedOf } from './progress.ts'
import { sessionOf, workspaceOf } from './session.ts'
import { startOver } from './start-over.ts'
import { afterKey, FIRST_STATE, type ScreenState, watchScreen } from './watch-screen.ts'

const INTERVAL_MS = 500

interface Watching {
  readonly line: CommandLine
  readonly context: CommandContext
  readonly keyboard: Keyboard
  readonly view: ScreenState['view']
  readonly notice: readonly string[]
}

/**
 * Follows a lab until the learner quits, resets the lab or starts the next one. Keys also work
 * during a check.
 */
const followLab = async ({
  line,
  context,
  keyboard,
  view,
  notice: firstNotice,
}: Watching): Promise<'quit' | 'next' | 'reset'> => {
  const { environment } = context
  const session = sessionOf(line, context)
  const { lab, entry, say } = session
  const workspace = openWorkspace(await workspaceOf(session, environment))
  let state: ScreenState = { ...FIRST_STATE, view }
  let { hint, hints } = entry
  let notice = firstNotice
  let checked: Checked[] | undefined
  let trouble: readonly string[] = []
  let isOver = false
  const draw = (): void => {
    if (isOver) return
    const { lines, last } = watchScreen(state, {
      lab,
      folder: typedPath(entry.folder),
      say,
      checked,
      hint,
      notice: [...trouble, ...notice],
      solved: solvedOf(environment, line.values['labs']),
      list: () => {
        const labs = readLabs(line, context.language)
        return listLines(labs, readProgress(environment).labs, say)
      },
    })
    keyboard.draw(lines, last, { page: state.page, more: say.more })
  }
  const hasChanged = follower(workspace)
  const check = async (isAsked: boolean): Promise<void> => {
    try {
      if (!(await hasChanged()) && !isAsked && trouble.length === 0) return
      checked = await checkSession(session, workspace, context)
      trouble = []
      const isAnswered = state.view === 'hint' && nextHint(checked, hint)?.outcome !== hint?.outcome
      if (isAnswered) state = { ...state, view: 'outcomes' }
      if (state.view === 'outcomes') state = { ...state, page: 0 }
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof CommandError)) throw error
      trouble = say.stopped(lab.name)
    }
    draw()
  }
  let checking: Promise<void> | undefined
  let fault: unknown
  const beginCheck = (isAsked: boolean): void => {
    checking ??= check(isAsked)
      .catch((error: unknown) => {
        fault = error
      })
      .finally(() => (checking = undefined))
  }
  try {
    draw()
    beginCheck(true)
    for (;;) {
      const key = await keyboard.next(INTERVAL_MS)
      if (fault !== undefined) throw fault
      if (key === undefined) {
        beginCheck(false)
        continue
      }
      const after = afterKey(state, key)
      const { action } = after
      if (action === 'quit' || action === 'next' || action === 'reset') return action
      state = after.state
      notice = []
      const isLost = checked !== undefined && finalOutcome(checked) !== undefined
      if (action === 'giveHint' && isLost) state = { ...state, view: 'outcomes' }
      else if (action === 'giveHint' && checked !== undefined) {
        hint = nextHint(checked, hint)
        hints += 1
        noteLab(environment, lab.name, { hints, hint })
      }
      draw()
      if (action === 'check') beginCheck(true)
    }
  } finally {
    isOver = true
    workspace.close()
  }
}

export const watchCommand: Run = async (line, context) => {
  const { environment, language, terminal, process } = context
  refuseInExam(environment)
  const keyboard = terminal.keyboard()
  if (keyboard === undefined)
    throw new CommandError('csrlab lab watch needs a terminal; csrlab lab check checks once')
  process.onStop(() => Promise.resolve(keyboard.end()))
  // starting a lab takes seconds, so its progress fills the screen
  const onScreen: CommandContext = {
    ...context,
    terminal: {
      ...terminal,
      progress: (text) => text !== undefined && keyboard.draw([text], ''),
    },
  }
  let followed = line
  let view: ScreenState['view'] = 'outcomes'
  let notice: readonly string[] = []
  try {
    for (;;) {
      const way = await followLab({ line: followed, context, keyboard, view, notice })
      if (way === 'quit') return { lines: [] }
      let hasBegun = true
      if (way === 'reset') await startOver(sessionOf(followed, context), onScreen)
      else {
        const next = await beginNext(line, onScreen)
        hasBegun = next !== undefined
        // the working directory may be another lab's folder
        if (next !== undefined) followed = { ...line, words: [next.lab.name] }
      }
      view = hasBegun ? 'task' : 'outcomes'
      notice = hasBegun ? [] : [wordingOf(language).allSolved]
    }
  } finally {
    keyboard.end()
  }
}
