/** `csrlab lab watch`: one screen that follows a lab, with keys for what one does meanwhile; or lines, for a file or a screen reader. */
import { setTimeout } from 'node:timers/promises'
import { shownLines } from '../../api/text/shown.ts'
import type { CommandLine, CommandResult } from '../../doctor/command-line.ts'
import { type Checked, isSolved } from '../../labs/check-lab.ts'
import { labsFolder } from '../../labs/folders.ts'
import type { CommandParts, Keyboard } from '../grammar/command.ts'
import { beginAnew } from './begin-anew.ts'
import { checkSession } from './check-commands.ts'
import { refuseInExam } from './exam-going-on.ts'
import { readLabs } from './find-labs.ts'
import { follower } from './follow.ts'
import { nextCommand, typed } from './lab-commands.ts'
import { listLines } from './list-command.ts'
import { noteLab, readProgress } from './progress.ts'
import { languageOfLine, openSession, type Session, sessionOf } from './session.ts'
import {
  checkLines,
  hintLines,
  solvedLines,
  stepLines,
  taskLines,
  wholeTaskLines,
} from './texts.ts'

const INTERVAL_MS = 500

/** What stands below the outcomes. */
type View = 'outcomes' | 'task' | 'hint' | 'ask' | 'solution' | 'list'

/** They need the whole screen. */
const WIDE: ReadonlySet<View> = new Set(['task', 'solution', 'list'])

const below = (
  { view, step }: { readonly view: View; readonly step: number },
  session: Session,
  line: CommandLine,
  parts: CommandParts,
): string[] => {
  const { lab, say, entry } = session
  const { environment } = parts
  switch (view) {
    case 'hint':
      return hintLines(lab, Math.max(readProgress(environment).labs[lab.name]?.hints ?? 1, 1), say)
    case 'ask':
      return [say.askSolution]
    case 'solution':
      return stepLines(lab, step, say)
    case 'list': {
      const labs = readLabs(labsFolder(line.values['labs']), languageOfLine(line, environment))
      return listLines(labs, readProgress(environment).labs, say)
    }
    default:
      return taskLines(lab, typed(entry.folder), say)
  }
}

/** Follows one lab until a key leads elsewhere; gives back that key. */
const followLab = async (
  line: CommandLine,
  parts: CommandParts,
  keyboard: Keyboard,
  keys: string[],
): Promise<string> => {
  const { environment } = parts
  const session = sessionOf(line, environment)
  const { lab, say } = session
  const place = await openSession(session, environment)
  let view: View = 'outcomes'
  let step = 0
  let checked: Checked[] = []
  const draw = (): void => {
    const body =
      isSolved(checked) && view === 'outcomes'
        ? solvedLines(lab, say)
        : below({ view, step }, session, line, parts)
    const above = [lab.title, '', ...checkLines(checked, say), '']
    const lines = WIDE.has(view) ? body : [...above, ...body]
    keyboard.draw(shownLines(lines), shownLines([say.keys]))
  }
  try {
    const hasChanged = follower(place)
    for (;;) {
      const key = keys.shift()
      if (key !== undefined && ['q', 'n', 'r', '\u0003'].includes(key)) return key
      if (key === 'h') {
        const hints = readProgress(environment).labs[lab.name]?.hints ?? 0
        noteLab(environment, lab.name, { hints: Math.min(hints + 1, lab.hints.length) })
        view = 'hint'
      } else if (key === 's' && view === 'solution') step += 1
      else if (key === 's') view = 'ask'
      else if (key === 'y' && view === 'ask') {
        noteLab(environment, lab.name, { solutionShown: true })
        view = 'solution'
        step = 0
      } else if (key === 'l') view = 'list'
      else if (key === 't') view = 'task'
      else if (key !== undefined) view = 'outcomes'
      const isAsked = key === 'c' || (await hasChanged())
      if (isAsked) checked = await checkSession(session, place, parts)
      if (isAsked || key !== undefined) draw()
      if (keys.length === 0) await setTimeout(INTERVAL_MS)
    }
  } finally {
    place.close()
  }
}

/** A line for each outcome that comes true, or is true no more. */
const followPlain = async (line: CommandLine, parts: CommandParts): Promise<CommandResult> => {
  const { environment, terminal } = parts
  const session = sessionOf(line, environment)
  const { lab, entry, say } = session
  const place = await openSession(session, environment)
  terminal.print(shownLines([...wholeTaskLines(lab, typed(entry.folder), say), '', '']))
  const before = new Map<string, boolean>()
  try {
    const hasChanged = follower(place)
    for (;;) {
      if (await hasChanged()) {
        const checked = await checkSession(session, place, parts)
        for (const { outcome, finding } of checked) {
          const isMet = finding === undefined
          if ((before.get(outcome.id) ?? false) !== isMet)
            terminal.print(
              shownLines([`${isMet ? '✓' : '✗'} ${isMet ? outcome.says : outcome.notYet}`, '']),
            )
          before.set(outcome.id, isMet)
        }
        if (isSolved(checked))
          return { text: shownLines(['', ...solvedLines(lab, say), '']), code: 0 }
      }
      await setTimeout(INTERVAL_MS)
    }
  } finally {
    place.close()
  }
}

/** Throws UsageError, CommandError, LabProblem and FileError. */
export const watchCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  refuseInExam(parts.environment)
  const keys: string[] = []
  const keyboard =
    line.switches['plain'] === true ? undefined : parts.terminal.keyboard((key) => keys.push(key))
  if (keyboard === undefined) return followPlain(line, parts)
  try {
    let about = line
    for (;;) {
      const key = await followLab(about, parts, keyboard, keys)
      if (key === 'n') {
        await nextCommand(line, parts)
        about = { ...line, words: [] }
      } else if (key === 'r') {
        await beginAnew(sessionOf(about, parts.environment), parts)
      } else return { text: shownLines([]), code: 0 }
    }
  } finally {
    keyboard.end()
  }
}
