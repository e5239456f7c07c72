/** `csrlab class board`: who has solved what, on a screen that follows, in lines, or for a program. */
import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../kit/command-line.ts'
import { type ClassWording, classWordingOf } from '../../hosting/class/wording.ts'
import type { CommandParts, Keyboard } from '../kit/grammar/command.ts'
import { languageOfLine } from '../labs/session.ts'
import { boardScreen, roomFor, START, type View, wholeBoard, within } from './board-texts.ts'
import { type FoundClass, findClass, isServed } from './class-file.ts'
import { type Board, boardReader } from './read-board.ts'

const INTERVAL_MS = 500

const boardJson = ({ file, home }: FoundClass, { labs, rows }: Board): object => ({
  class: file.name,
  serving: isServed(home),
  labs: labs.map(({ name, title, outcomes }) => ({ name, title, outcomes: outcomes.length })),
  learners: rows.map(({ id, name, solved, stuck, cells }) => ({
    id,
    name,
    solved,
    ...(stuck !== undefined && {
      stuck: { lab: stuck.lab, seconds: Math.floor(stuck.milliseconds / 1000) },
    }),
    labs: cells.map(({ lab, count, all, standing: { met, began, solved: since } }) => ({
      lab,
      count,
      all,
      began,
      solved: since,
      met: Object.entries(met).map(([outcome, how]) => ({ outcome, ...how })),
    })),
  })),
})

/** Page up and down, and arrows, as xterm sends them. */
const ROWS: Readonly<Record<string, (page: number) => number>> = {
  '\u001b[A': () => -1,
  '\u001b[B': () => 1,
  k: () => -1,
  j: () => 1,
  '\u001b[5~': (page) => -page,
  '\u001b[6~': (page) => page,
  ' ': (page) => page,
}

const LABS: Readonly<Record<string, number>> = { '\u001b[D': -1, '\u001b[C': 1 }

const moved = (view: View, key: string, page: number): View => {
  if (key === 's') return { ...view, top: 0, isByStuck: !view.isByStuck }
  if (Object.hasOwn(ROWS, key)) return { ...view, top: view.top + ROWS[key]!(page) }
  return { ...view, left: view.left + (LABS[key] ?? 0) }
}

/** Returns a notice if the class is not served or was deleted. */
const noticeOf = ({ home }: FoundClass, say: ClassWording): string[] => {
  if (isServed(home)) return []
  return [existsSync(home) ? say.notServing : say.deletedMeanwhile]
}

const followScreen = async (
  found: FoundClass,
  read: () => Board,
  keyboard: Keyboard,
  keys: string[],
  say: ClassWording,
): Promise<void> => {
  let view = START
  let drawn = ''
  for (;;) {
    const board = read()
    const shape = keyboard.size()
    for (let key = keys.shift(); key !== undefined; key = keys.shift()) {
      if (key === 'q' || key === '\u0003') return
      view = moved(view, key, roomFor(shape))
      // a key that leads nowhere is not to be taken back by the next one
      view = within(view, board.rows.length, board.labs.length, shape)
    }
    view = within(view, board.rows.length, board.labs.length, shape)
    const [notice] = noticeOf(found, say)
    const text = shownLines(boardScreen(found.file.name, board, { view, shape, notice }, say))
    const state = `${shape.columns} ${shape.rows} ${text}`
    if (state !== drawn) keyboard.draw(text, shownLines([say.keys]))
    drawn = state
    for (let waited = 0; waited < INTERVAL_MS && keys.length === 0; waited += 50)
      await setTimeout(50)
  }
}

/** The whole board, then a line whenever a count changes; ends when all is solved, or nobody serves the class. */
const followLines = async (
  found: FoundClass,
  read: () => Board,
  { terminal }: CommandParts,
  say: ClassWording,
): Promise<void> => {
  let board = read()
  terminal.print(shownLines([...wholeBoard(found.file.name, board, say), '', '']))
  while (board.rows.some(({ solved }) => solved < board.labs.length)) {
    await setTimeout(INTERVAL_MS)
    const notices = noticeOf(found, say)
    if (notices.length > 0) return terminal.print(shownLines([...notices, '']))
    const after = read()
    for (const [i, row] of after.rows.entries())
      for (const [at, { lab, count, all }] of row.cells.entries())
        if (count !== board.rows[i]?.cells[at]?.count)
          terminal.print(shownLines([say.progress(row.name, lab, count, all), '']))
    board = after
  }
}

/** Throws OptionsError, CommandError, LabProblem and FileError. */
export const boardCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const language = languageOfLine(line, parts.environment)
  const say = classWordingOf(language)
  const found = findClass(line.words[0], parts.environment)
  const read = boardReader(found, language)
  if (isForPrograms(line)) return { text: shownJson(boardJson(found, read())), code: 0 }
  const ended: CommandResult = { text: shownLines([]), code: 0 }
  const whole = (): CommandResult => ({
    text: shownLines([...wholeBoard(found.file.name, read(), say), ...noticeOf(found, say), '']),
    code: 0,
  })
  if (line.switches['once'] === true) return whole()
  if (line.switches['plain'] === true) {
    await followLines(found, read, parts, say)
    return ended
  }
  const keys: string[] = []
  const keyboard = parts.terminal.keyboard((key) => keys.push(key))
  if (keyboard === undefined) return whole()
  try {
    await followScreen(found, read, keyboard, keys, say)
    return ended
  } finally {
    keyboard.end()
  }
}
