/** Rows in columns, each as wide as its widest cell. Pure. */
import { shown } from '../../apimachinery/text/shown.ts'
import { padTo, widthOf } from '../../apimachinery/text/width.ts'

const GAP = '  '

/** A line for each row. The first row says how many cells there are. */
export const columnsOf = (rows: readonly (readonly string[])[], gap = GAP): string[] => {
  // as it will be seen, since what is not takes several columns then
  const seen = rows.map((row) => row.map(shown))
  const widths = (seen[0] ?? []).map((_cell, i) =>
    Math.max(...seen.map((row) => widthOf(row[i] ?? ''))),
  )
  return seen.map((row) =>
    row
      .map((cell, i) => padTo(cell, widths[i]!))
      .join(gap)
      .trimEnd(),
  )
}
