/** `csrlab lab watch`: one screen that follows a lab, with keys; or lines, for a file or a screen reader. */
import { shownLines } from '../../apimachinery/text/shown.ts'
import type { CommandLine, CommandResult } from '../kit/command-line.ts'
import type { Checked } from '../../teaching/labs/check-lab.ts'
import { NoAnswer } from '../../teaching/labs/client.ts'
import { labsFolder } from '../../teaching/labs/folders.ts'
import { nextHint } from '../../teaching/labs/hint-for.ts'
import { wordingOf } from '../../teaching/labs/wording.ts'
import { CommandError } from '../kit/command-options.ts'
import type { CommandParts, Keyboard } from '../kit/grammar/command.ts'
import { beginAnew } from './begin-anew.ts'
import { checkSession } from './check-commands.ts'
import { refuseInExam } from './exam-going-on.ts'
import { readLabs } from './find-labs.ts'
import { follower } from './follow.ts'
import { KeyQueue } from './key-queue.ts'
import { beginNext, typed } from './lab-commands.ts'
import { listLines } from './list-command.ts'
import { noteLab, readProgress, solvedOf } from './progress.ts'
import { languageOfLine, openSession, sessionOf } from './session.ts'
import { followPlain } from './watch-plain.ts'
import { afterKey, type Deed, FIRST_LOOK, type Look, watchScreen } from './watch-screen.ts'

const INTERVAL_MS = 500

/** Deeds that lead away from a lab. */
type Way = Extract<Deed, 'quit' | 'next' | 'reset'>

const isWay = (deed: Deed | undefined): deed is Way =>
  deed === 'quit' || deed === 'next' || deed === 'reset'

interface Watching {
  readonly line: CommandLine
  readonly parts: CommandParts
  readonly keyboard: Keyboard
  readonly keys: KeyQueue
  /** the first look */
  readonly first: Partial<Look>
  readonly notice: readonly string[]
}

/** Follows one lab until a key leads elsewhere. Keys work during a check. */
const followLab = async (watching: Watching): Promise<Way> => {
  const { line, parts, keyboard, keys } = watching
  const { environment } = parts
  const session = sessionOf(line, environment)
  const { lab, entry, say } = session
  const place = await openSession(session, environment)
  const list = (): string[] => {
    const labs = readLabs(labsFolder(line.values['labs']), languageOfLine(line, environment))
    return listLines(labs, readProgress(environment).labs, say)
  }
  const folder = typed(entry.folder)
  let look: Look = { ...FIRST_LOOK, ...watching.first }
  let { hint, hints } = entry
  let checked: Checked[] | undefined
  let { notice } = watching
  let trouble: readonly string[] = []
  let isOver = false
  const draw = (): void => {
    if (isOver) return
    const told = [...trouble, ...notice]
    const solved = solvedOf(environment, line.values['labs'])
    const watched = { lab, folder, say, checked, hint, notice: told, list, solved }
    const { lines, last } = watchScreen(look, watched)
    const part = { page: look.page, more: shownLines([say.more]) }
    keyboard.draw(shownLines(lines), shownLines([last]), part)
  }
  const hasChanged = follower(place)
  const lookAgain = async (isAsked: boolean): Promise<void> => {
    try {
      if (!(await hasChanged()) && !isAsked && trouble.length === 0) return
      checked = await checkSession(session, place, parts)
      trouble = []
      const isAnswered = look.view === 'hint' && nextHint(checked, hint)?.outcome !== hint?.outcome
      // the outcomes are on the first page
      look = { ...look, page: 0, ...(isAnswered && { view: 'outcomes' }) }
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof CommandError)) throw error
      trouble = say.stopped(lab.name)
    }
    draw()
  }
  let looking: Promise<void> | undefined
  let fault: unknown
  const begin = (isAsked: boolean): void => {
    looking = lookAgain(isAsked)
      .catch((error: unknown) => {
        fault = error
      })
      .finally(() => (looking = undefined))
  }
  try {
    draw()
    begin(true)
    for (;;) {
      const key = await keys.next(INTERVAL_MS)
      if (fault !== undefined) throw fault
      if (key !== undefined) {
        const after = afterKey(look, key)
        if (isWay(after.deed)) return after.deed
        look = after.look
        notice = []
        if (after.deed === 'giveHint' && checked !== undefined) {
          hint = nextHint(checked, hint)
          hints += 1
          noteLab(environment, lab.name, { hints, hint })
        }
        if (after.deed === 'showSolution') noteLab(environment, lab.name, { solutionShown: true })
        draw()
        if (looking === undefined && after.deed === 'check') begin(true)
      } else if (looking === undefined) begin(false)
    }
  } finally {
    isOver = true
    place.close()
  }
}

/** Throws UsageError, CommandError, LabProblem and FileError. */
export const watchCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const { environment, terminal, process } = parts
  refuseInExam(environment)
  const keys = new KeyQueue()
  const keyboard = line.switches['plain'] === true ? undefined : terminal.keyboard(keys.press)
  if (keyboard === undefined) return followPlain(line, parts)
  process.onStop(() => Promise.resolve(keyboard.end()))
  /** Beginning a lab takes seconds; its progress is the screen meanwhile. */
  const onScreen: CommandParts = {
    ...parts,
    terminal: {
      ...terminal,
      progress: (text) => text !== undefined && keyboard.draw(text, shownLines([''])),
    },
  }
  let about = line
  let first: Partial<Look> = {}
  let notice: readonly string[] = []
  try {
    for (;;) {
      const way = await followLab({ line: about, parts, keyboard, keys, first, notice })
      notice = []
      if (way === 'quit') return { text: shownLines([]), code: 0 }
      if (way === 'reset') {
        await beginAnew(sessionOf(about, environment), onScreen)
        first = { view: 'task' }
      } else {
        about = { ...line, words: [] }
        const hasBegun = (await beginNext(about, onScreen)) !== undefined
        first = hasBegun ? { view: 'task' } : {}
        if (!hasBegun) notice = [wordingOf(languageOfLine(line, environment)).allSolved]
      }
    }
  } finally {
    keyboard.end()
  }
}
