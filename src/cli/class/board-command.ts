import { existsSync } from 'node:fs'
import { type ClassWords, wordsOf } from '../../teaching/words/words.ts'
import { isForPrograms, type Keyboard, type Run } from '../kit/index.ts'
import { boardScreen, type BoardView, roomFor, START, wholeBoard, within } from './board-screen.ts'
import { findClass, type FoundClass, isServed } from './class-file.ts'
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

/** Applies a key. `page`: learners per page. */
const moved = (view: BoardView, key: string, page: number): BoardView => {
  const down = (rows: number): BoardView => ({ ...view, top: view.top + rows })
  switch (key) {
    case 's':
      return { ...view, top: 0, isByStuck: !view.isByStuck }
    case '\u001b[A':
      return down(-1)
    case '\u001b[B':
      return down(1)
    case '\u001b[5~':
      return down(-page)
    case '\u001b[6~':
    case ' ':
      return down(page)
    case '\u001b[D':
      return { ...view, left: view.left - 1 }
    case '\u001b[C':
      return { ...view, left: view.left + 1 }
    default:
      return view
  }
}

const noticeOf = ({ home, spelled }: FoundClass, say: ClassWords): string | undefined => {
  if (isServed(home)) return undefined
  return existsSync(home) ? say.notServing(spelled) : say.deletedMeanwhile
}

const followScreen = async (
  found: FoundClass,
  read: () => Board,
  keyboard: Keyboard,
  say: ClassWords,
): Promise<void> => {
  let view = START
  let drawn = ''
  for (;;) {
    const board = read()
    const size = keyboard.size()
    view = within(view, board, size)
    const notice = noticeOf(found, say)
    const lines = boardScreen(found.file.name, board, { view, size, notice }, say)
    const state = [size.columns, size.rows, ...lines].join('\n')
    if (state !== drawn) keyboard.draw(lines, say.keys)
    drawn = state
    const key = await keyboard.next(INTERVAL_MS)
    if (key === 'q' || key === '\u0003') return
    if (key !== undefined) view = moved(view, key, roomFor(size))
  }
}

export const boardCommand: Run = async (line, context) => {
  const { language } = context
  const say = wordsOf(language).class
  const found = findClass(line.words[0], context.environment)
  const read = boardReader(found, language)
  const keyboard =
    isForPrograms(line) || line.switches['once'] === true ? undefined : context.terminal.keyboard()
  if (keyboard === undefined) {
    const board = read()
    const notice = noticeOf(found, say)
    return {
      json: boardJson(found, board),
      lines: [
        ...wholeBoard(found.file.name, board, say),
        ...(notice === undefined ? [] : [notice]),
      ],
    }
  }
  try {
    await followScreen(found, read, keyboard, say)
    return { lines: [] }
  } finally {
    keyboard.end()
  }
}
