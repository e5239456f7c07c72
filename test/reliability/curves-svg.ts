/** Curves as a picture: a panel for each, from nought upward, over the number of objects in steps of equal factors. */
import type { Curve } from './curves.ts'

const [PANEL_WIDTH, PANEL_HEIGHT, COLUMNS] = [290, 170, 3]
const [LEFT, RIGHT, TOP, BOTTOM] = [14, 34, 52, 32]

const figure = (value: number): string =>
  value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)))

const shortCount = (count: number): string =>
  count >= 1000 && count % 1000 === 0 ? `${count / 1000}k` : String(count)

const panel = (counts: readonly number[], { name, unit, values }: Curve): string => {
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  const highest = Math.max(...values)
  const width = PANEL_WIDTH - LEFT - RIGHT
  const bottom = PANEL_HEIGHT - BOTTOM
  const span = Math.log(most / least)
  const x = (count: number): number =>
    LEFT + (span === 0 ? 0 : (Math.log(count / least) / span) * width)
  const y = (value: number): number => bottom - (value / highest) * (bottom - TOP)
  const points = counts.map((count, i) => `${x(count).toFixed(1)},${y(values[i]!).toFixed(1)}`)
  const marks = counts.map((count, i) => {
    const [atX, atY] = points[i]!.split(',')
    return (
      `<circle cx="${atX}" cy="${atY}" r="3"/>` +
      `<text x="${atX}" y="${Number(atY) - 8}" text-anchor="middle">${figure(values[i]!)}</text>` +
      `<text x="${atX}" y="${bottom + 16}" text-anchor="middle" class="count">${shortCount(count)}</text>`
    )
  })
  return (
    `<text x="0" y="16" class="name">${name}, ${unit}</text>` +
    `<line x1="0" y1="${bottom}" x2="${PANEL_WIDTH - RIGHT + 12}" y2="${bottom}"/>` +
    `<polyline points="${points.join(' ')}"/>${marks.join('')}`
  )
}

/** `curves` have a value for each of `counts`, which ascend; names hold nothing that XML has a meaning for. */
export const drawCurves = (counts: readonly number[], curves: readonly Curve[]): string => {
  const rows = Math.ceil(curves.length / COLUMNS)
  const panels = curves.map((curve, i) => {
    const [column, row] = [i % COLUMNS, Math.floor(i / COLUMNS)]
    return `<g transform="translate(${20 + column * PANEL_WIDTH} ${10 + row * PANEL_HEIGHT})">${panel(counts, curve)}</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${20 + COLUMNS * PANEL_WIDTH}" height="${20 + rows * PANEL_HEIGHT}" font-family="sans-serif" font-size="12" role="img">
<title>What grows with the number of objects</title>
<style>rect{fill:#fff}polyline{fill:none;stroke:#2f7d4f;stroke-width:2}circle{fill:#2f7d4f}line{stroke:#999}.name{font-size:13px}.count{fill:#555}</style>
<rect width="100%" height="100%"/>
${panels.join('\n')}
</svg>
`
}
