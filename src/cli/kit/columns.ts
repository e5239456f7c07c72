import { shown } from '../../apimachinery/text/shown.ts'
import { padTo, widthOf } from '../../apimachinery/text/width.ts'

const GAP = '  '

/** No row may have more cells than the first. */
export const columnsOf = (rows: readonly (readonly string[])[], gap = GAP): string[] => {
  // invisible characters are escaped, so they take several columns
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
