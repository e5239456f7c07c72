/** The board in lines that fit a terminal. Pure. */
import { type BoardCell, type BoardRow, byStuck } from '../../hosting/class/board.ts'
import type { ClassWording } from '../../hosting/class/wording.ts'
import { cutTo } from '../../apimachinery/text/width.ts'
import { columnsOf } from '../columns.ts'

const MINUTE_MS = 60_000
const HOUR_MINUTES = 60

const GAP = 2
const NAME_COLUMNS = 22
/** `12/12` */
const LEAST_LAB = 5
const STUCK_COLUMNS = 20

export interface Shape {
  readonly columns: number
  readonly rows: number
}

export interface View {
  /** the first learner that is shown */
  readonly top: number
  /** the first lab that is shown */
  readonly left: number
  readonly isByStuck: boolean
}

export const START: View = { top: 0, left: 0, isByStuck: false }

const timeText = (milliseconds: number, say: ClassWording): string => {
  const minutes = Math.floor(milliseconds / MINUTE_MS)
  return minutes < 2 * HOUR_MINUTES
    ? say.minutes(minutes)
    : say.hours(Math.floor(minutes / HOUR_MINUTES))
}

const cellText = ({ count, all, standing }: BoardCell): string => {
  if (standing.solved !== undefined) return '✓'
  return standing.began === undefined && count === 0 ? '·' : `${count}/${all}`
}

const stuckText = ({ stuck }: BoardRow, say: ClassWording): string =>
  stuck === undefined || stuck.milliseconds < MINUTE_MS
    ? ''
    : `${cutTo(stuck.lab, 10)} ${timeText(stuck.milliseconds, say)}`

/** How many labs fit beside each other, and how wide each may be. */
const labsThatFit = (
  columns: number,
  labs: number,
): { readonly count: number; readonly width: number } => {
  const room = columns - NAME_COLUMNS - GAP - STUCK_COLUMNS
  const count = Math.max(Math.min(labs, Math.floor(room / (LEAST_LAB + GAP))), 1)
  return { count, width: Math.max(Math.floor(room / count) - GAP, LEAST_LAB) }
}

const tableOf = (
  rows: readonly BoardRow[],
  labs: readonly string[],
  { left, width }: { readonly left: number; readonly width: number },
  say: ClassWording,
): string[] => {
  const head = [say.learner, ...labs.map((lab) => cutTo(lab, width)), say.stuck]
  const body = rows.map((row) => [
    cutTo(row.name, NAME_COLUMNS),
    ...row.cells.slice(left, left + labs.length).map(cellText),
    stuckText(row, say),
  ])
  return columnsOf([head, ...body])
}

const longestLine = (rows: readonly BoardRow[], say: ClassWording): string[] => {
  const [first] = byStuck(rows)
  if (first?.stuck === undefined || first.stuck.milliseconds < MINUTE_MS) return []
  const { lab, milliseconds } = first.stuck
  return [say.longest(first.name, lab, timeText(milliseconds, say))]
}

const headLine = (
  name: string,
  rows: readonly BoardRow[],
  labs: number,
  say: ClassWording,
): string =>
  [
    name,
    say.people(rows.length),
    say.solvedAll(rows.filter(({ solved }) => solved === labs).length),
  ].join(' · ')

/** All of it, for a file. */
export const wholeBoard = (
  name: string,
  {
    labs,
    rows,
  }: { readonly labs: readonly { readonly name: string }[]; readonly rows: readonly BoardRow[] },
  say: ClassWording,
): string[] => {
  const names = labs.map((lab) => lab.name)
  return [
    headLine(name, rows, labs.length, say),
    '',
    ...tableOf(rows, names, { left: 0, width: Infinity }, say),
    ...longestLine(rows, say).flatMap((line) => ['', line]),
  ]
}

/** Lines besides those of learners: head, blank, head of the table, blank, who is stuck, and the two of the keys. */
const OTHERS = 7

/** How many learners fit. */
export const roomFor = ({ rows }: Shape): number => Math.max(rows - OTHERS, 1)

/** The view, brought to where there is something. */
export const within = (view: View, learners: number, labs: number, shape: Shape): View => {
  const { count } = labsThatFit(shape.columns, labs)
  const clamp = (value: number, most: number): number => Math.max(Math.min(value, most), 0)
  return {
    ...view,
    top: clamp(view.top, learners - roomFor(shape)),
    left: clamp(view.left, labs - count),
  }
}

/** What a screen of that shape shows; no line is wider than it. */
export const boardScreen = (
  name: string,
  {
    labs,
    rows,
  }: { readonly labs: readonly { readonly name: string }[]; readonly rows: readonly BoardRow[] },
  {
    view,
    shape,
    notice,
  }: { readonly view: View; readonly shape: Shape; readonly notice: string | undefined },
  say: ClassWording,
): string[] => {
  const { top, left, isByStuck } = view
  const { count, width } = labsThatFit(shape.columns, labs.length)
  const names = labs.slice(left, left + count).map((lab) => lab.name)
  const sorted = isByStuck ? byStuck(rows) : rows
  const room = roomFor(shape)
  const shown = sorted.slice(top, top + room)
  const where =
    rows.length > room ? ` · ${say.moreRows(top + 1, top + shown.length, rows.length)}` : ''
  return [
    `${headLine(name, rows, labs.length, say)}${where}`,
    '',
    ...tableOf(shown, names, { left, width }, say),
    '',
    notice ?? longestLine(rows, say)[0] ?? '',
  ].map((line) => cutTo(line, shape.columns))
}
