import { cutTo } from '../../apimachinery/text/width.ts'
import { type BoardCell, type BoardRow, byStuck } from '../../hosting/class/board.ts'
import { type ClassWords, counted } from '../../teaching/words/words.ts'
import { columnsOf } from '../kit/index.ts'
import type { Board } from './read-board.ts'

const MINUTE_MS = 60_000
const HOUR_MINUTES = 60

const NAME_COLUMNS = 22
const LAB_COLUMNS = 10

interface ScreenSize {
  readonly columns: number
  readonly rows: number
}

export interface BoardView {
  readonly top: number
  readonly left: number
  readonly isByStuck: boolean
}

export const START: BoardView = { top: 0, left: 0, isByStuck: false }

type Lines = Pick<Board, 'rows'> & { readonly labs: readonly { readonly name: string }[] }

const timeText = (milliseconds: number, say: ClassWords): string => {
  const minutes = Math.floor(milliseconds / MINUTE_MS)
  return minutes < 2 * HOUR_MINUTES
    ? say.minutes(minutes)
    : say.hours(Math.floor(minutes / HOUR_MINUTES))
}

const cellText = ({ count, all, standing }: BoardCell): string => {
  if (standing.solved !== undefined) return '✓'
  return standing.began === undefined && count === 0 ? '·' : `${count}/${all}`
}

const stuckText = ({ stuck }: BoardRow, say: ClassWords): string =>
  stuck === undefined || stuck.milliseconds < MINUTE_MS
    ? ''
    : `${cutTo(stuck.lab, LAB_COLUMNS)} ${timeText(stuck.milliseconds, say)}`

const tableOf = (
  rows: readonly BoardRow[],
  labs: readonly string[],
  left: number,
  say: ClassWords,
): string[] =>
  columnsOf([
    [say.learnerHead, ...labs.slice(left), say.stuckHead],
    ...rows.map((row) => [
      cutTo(row.name, NAME_COLUMNS),
      ...row.cells.slice(left).map(cellText),
      stuckText(row, say),
    ]),
  ])

const longestLine = (rows: readonly BoardRow[], say: ClassWords): string => {
  const [first] = byStuck(rows)
  if (first?.stuck === undefined || first.stuck.milliseconds < MINUTE_MS) return ''
  const { lab, milliseconds } = first.stuck
  return say.longest(first.name, lab, timeText(milliseconds, say))
}

const headLine = (name: string, { rows, labs }: Lines, say: ClassWords): string =>
  [
    name,
    counted(say, 'learner', rows.length),
    say.solvedAll(rows.filter(({ solved }) => solved === labs.length).length),
  ].join(' · ')

export const wholeBoard = (name: string, board: Lines, say: ClassWords): string[] => {
  const { rows, labs } = board
  const names = labs.map((lab) => lab.name)
  const longest = longestLine(rows, say)
  return [
    headLine(name, board, say),
    '',
    ...tableOf(rows, names, 0, say),
    ...(longest === '' ? [] : ['', longest]),
  ]
}

/** Rows for the title, the table head, the stuck learner, keys, and blank lines. */
const OTHERS = 7

export const roomFor = ({ rows }: ScreenSize): number => Math.max(rows - OTHERS, 1)

export const within = (view: BoardView, { rows, labs }: Lines, size: ScreenSize): BoardView => {
  const clamp = (value: number, most: number): number => Math.max(Math.min(value, most), 0)
  return {
    ...view,
    top: clamp(view.top, rows.length - roomFor(size)),
    left: clamp(view.left, labs.length - 1),
  }
}

export const boardScreen = (
  name: string,
  board: Lines,
  {
    view: { top, left, isByStuck },
    size,
    notice,
  }: { readonly view: BoardView; readonly size: ScreenSize; readonly notice: string | undefined },
  say: ClassWords,
): string[] => {
  const { rows, labs } = board
  const room = roomFor(size)
  const shown = (isByStuck ? byStuck(rows) : rows).slice(top, top + room)
  const names = labs.map((lab) => cutTo(lab.name, LAB_COLUMNS))
  const where =
    rows.length > room ? ` · ${say.moreRows(top + 1, top + shown.length, rows.length)}` : ''
  return [
    `${headLine(name, board, say)}${where}`,
    '',
    ...tableOf(shown, names, left, say),
    '',
    notice ?? longestLine(rows, say),
  ].map((line) => cutTo(line, size.columns))
}
